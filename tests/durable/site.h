#pragma once
// A folder and a store of its own, gone afterwards; the words of a command line.
#include <map>
#include <string>

#include "compiler/base/result.h"
#include "runtime/record/key.h"

namespace guiju::durable {

class Site {
 public:
  // `store`: "" for SQLite in the folder, a path, or postgresql://… without a schema, which gets one.
  // "cluster": the one that GUIJU_STORE_CLUSTER names.
  explicit Site(const std::string& store);
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  const std::string& folder() const { return folder_; }
  const std::string& where() const { return where_; }
  bool sqlite() const { return url_.empty(); }
  std::string In(const std::string& name) const { return folder_ + "/" + name; }

 private:
  std::string folder_, where_, url_, schema_;
};

// A signing key, also in a file of the folder, and where its memory is.
struct Seal {
  record::SigningKey key;
  std::string key_file, memory;
};
base::Result<Seal> MakeSeal(const std::string& folder, const std::string& name);
// The last checkpoint that the signer remembers; "" when there is none.
base::Result<std::string> Remembered(const Seal& seal, const std::string& log_name);

// --name value pairs; a word that is not among `known` ends the program with `usage`.
class Options {
 public:
  Options(int count, char** words, std::map<std::string, std::string> known, const char* usage);
  int64_t Number(const std::string& name) const;
  const std::string& Text(const std::string& name) const { return values_.at(name); }

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace guiju::durable
