#pragma once
// Compiled policies kept between processes, so that a warm start reads neither policy text nor LLVM.
//
// Directory: $XDG_CACHE_HOME/guiju (0700, owned by the user), files: key (0600), <name>.gjc (an entry),
// <name>.so (machine code, sealed by runtime/loader). An entry holds a manifest — every source file with size
// and SHA-256, every directory that was searched with its time of change, the compiler library with size and
// time — and the printed program, under an HMAC. It is used only when all of that still holds; sources are
// read and digested again every time. Anything else is a miss.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/base/sha256.h"
#include "compiler/ir/ir.h"

namespace guiju::engine {

class Cache {
 public:
  // $XDG_CACHE_HOME/guiju, else ~/.cache/guiju; "" when neither is known.
  static std::string DefaultDirectory();
  // `directory` "": a cache that keeps nothing. Creates the directory when needed; a directory that is a
  // link, belongs to another user or is open to others is not used.
  explicit Cache(const std::string& directory);

  bool enabled() const { return !key_.empty(); }
  const std::string& key() const { return key_; }

  // `subject`: what was asked for (path or name, search roots), one string. `compiler`: path of the front end
  // library.
  struct Entry {
    ir::Program program;
    base::Digest ir_digest;  // of ir::Print(program)
  };
  std::optional<Entry> Find(const std::string& subject, const std::string& compiler) const;
  // A file as it was compiled, not as it may be by now.
  struct File {
    std::string path;
    std::string_view text;  // without a byte order mark
  };
  // The directories as they are now: to be asked before they are searched.
  std::vector<std::string> StateOf(const std::vector<std::string>& directories) const;
  // `directories`: their state before compiling. Failures are ignored: the next start compiles again.
  void Store(const std::string& subject, const std::string& compiler, const std::vector<File>& files,
             const std::vector<std::string>& directories, const ir::Program& program) const;
  // Where the machine code of the program with this digest belongs, made by the library at `compiler`; ""
  // when not enabled.
  std::string CodePath(const base::Digest& ir_digest, const std::string& compiler) const;

 private:
  std::string EntryPath(const std::string& subject) const;
  std::string directory_, key_;
};

}  // namespace guiju::engine
