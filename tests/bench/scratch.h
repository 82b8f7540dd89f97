#pragma once
// A directory of this process's own, removed at the end.
#include <filesystem>
#include <string>

namespace guiju::bench {

class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};
const Scratch& ScratchDirectory();

}  // namespace guiju::bench
