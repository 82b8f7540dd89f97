#pragma once
// Lines of a file or of standard input, each as soon as it is there: whoever feeds the other end of a pipe
// may wait for the answer to one line before it writes the next.
#include <optional>
#include <string>

#include "compiler/base/result.h"

namespace guiju::cli {

// Not thread-safe; owns the file it opened.
class LineReader {
 public:
  // A path, or "-" for standard input.
  static base::Result<LineReader> Open(const std::string& path, size_t most_bytes);
  LineReader(LineReader&& other) noexcept;
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;
  LineReader& operator=(LineReader&&) = delete;
  ~LineReader();

  struct Line {
    std::string text;       // without its end of line
    bool too_long = false;  // more than the most bytes: `text` is empty, the line was passed over
  };
  // nullopt: no more. A last line without an end is one. An Error: the file cannot be read.
  base::Result<std::optional<Line>> Next();

 private:
  LineReader(int file, size_t most_bytes) : file_(file), most_(most_bytes) {}
  base::Result<bool> Fill();  // false: nothing more comes

  int file_;
  size_t most_;
  std::string buffer_;
  size_t begin_ = 0;  // of what is not handed out yet
};

}  // namespace guiju::cli
