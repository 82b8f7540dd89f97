#include "tests/store/child.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "compiler/base/check.h"

extern char** environ;

namespace guiju::store {

Child::Child(const std::string& where, const std::string& client, int threads, int count, int first) {
  int ends[2];
  GJ_CHECK(pipe(ends) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  posix_spawn_file_actions_addclose(&actions, ends[1]);
  std::string words[] = {GUIJU_STORE_WRITER,   where, client, std::to_string(threads), std::to_string(count),
                         std::to_string(first)};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  GJ_CHECK(posix_spawn(&process_, GUIJU_STORE_WRITER, &actions, nullptr, arguments.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  output_ = ends[0];
}

Child::~Child() {
  if (process_ > 0) Kill();
  if (output_ >= 0) close(output_);
}

void Child::Kill() { kill(process_, SIGKILL); }
void Child::Stop() { kill(process_, SIGSTOP); }
void Child::Continue() { kill(process_, SIGCONT); }

bool Child::ReadMore() {
  char bytes[65536];
  const ssize_t count = read(output_, bytes, sizeof bytes);
  if (count > 0) text_.append(bytes, static_cast<size_t>(count));
  return count > 0;
}

void Child::WaitForLines(size_t count) {
  while (static_cast<size_t>(std::count(text_.begin(), text_.end(), '\n')) < count && ReadMore()) {
  }
}

std::vector<std::string> Child::Lines() {
  while (ReadMore()) {
  }
  int status = 0;
  if (process_ > 0 && waitpid(process_, &status, 0) == process_)
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  process_ = -1;
  std::vector<std::string> lines;
  for (size_t at = 0, end; (end = text_.find('\n', at)) != std::string::npos; at = end + 1)
    lines.push_back(text_.substr(at, end - at));
  return lines;
}

}  // namespace guiju::store
