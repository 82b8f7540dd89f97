#include "tests/bench/scratch.h"

#include <unistd.h>

namespace guiju::bench {

Scratch::Scratch()
    : path_(std::filesystem::temp_directory_path() / ("guiju_bench." + std::to_string(::getpid()))) {
  std::filesystem::create_directories(path_);
}
Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}
const Scratch& ScratchDirectory() {
  static const Scratch scratch;
  return scratch;
}

}  // namespace guiju::bench
