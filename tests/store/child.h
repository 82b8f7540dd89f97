#pragma once
// A writer process (writer.cc), what it acknowledged, and its end.
#include <sys/types.h>

#include <string>
#include <vector>

namespace guiju::store {

class Child {
 public:
  Child(const std::string& where, const std::string& client, int threads, int count, int first = 0);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void Kill();  // at once, without a word
  void Stop();  // stands still
  void Continue();
  // What it wrote until its end; its exit status is 0 when it finished. Also what came in before a kill.
  std::vector<std::string> Lines();
  void WaitForLines(size_t count);
  int exit_status() const { return status_; }

 private:
  bool ReadMore();

  pid_t process_ = -1;
  int output_ = -1;
  int status_ = -1;
  std::string text_;
};

}  // namespace guiju::store
