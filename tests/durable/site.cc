#include "tests/durable/site.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "compiler/base/check.h"
#include "runtime/record/random.h"
#include "runtime/record/signer.h"
#include "runtime/store/postgres_connection.h"

namespace guiju::durable {
namespace {

namespace fs = std::filesystem;

std::string ClusterUrl() {
  const char* folder = std::getenv("GUIJU_STORE_CLUSTER");
  std::ifstream file(std::string(folder == nullptr ? "" : folder) + "/url");
  std::string url;
  std::getline(file, url);
  if (url.empty()) {
    std::fprintf(stderr, "no cluster: tests/store/cluster.py start DIR; GUIJU_STORE_CLUSTER=DIR\n");
    std::exit(2);
  }
  return url;
}

}  // namespace

Site::Site(const std::string& store) {
  folder_ = (fs::temp_directory_path() / "guiju-durable-XXXXXX").string();
  GJ_CHECK(mkdtemp(folder_.data()) != nullptr);
  url_ = store == "cluster" ? ClusterUrl() : store.starts_with("postgresql://") ? store : "";
  if (url_.empty()) {
    where_ = store.empty() ? In("store.db") : store;
    return;
  }
  static int count = 0;
  schema_ = fmt::format("durable_{}_{}", getpid(), ++count);
  where_ = url_ + (url_.find('?') == std::string::npos ? "?" : "&") + "schema=" + schema_;
}

Site::~Site() {
  std::error_code error;
  fs::remove_all(folder_, error);
  if (url_.empty()) return;
  auto connection = store::PostgresConnection::Open({url_, "public"});
  if (connection) (void)(*connection)->Script("DROP SCHEMA IF EXISTS \"" + schema_ + "\" CASCADE");
}

base::Result<Seal> MakeSeal(const std::string& folder, const std::string& name) {
  auto key = record::SigningKey::Make(name, record::RandomBytes(32));
  if (!key) return key.error();
  Seal seal{*std::move(key), folder + "/sign.key", folder + "/sign.memory"};
  std::ofstream(seal.key_file) << seal.key.Print() << "\n";
  return seal;
}

base::Result<std::string> Remembered(const Seal& seal, const std::string& log_name) {
  if (!fs::exists(seal.memory)) return std::string();
  auto signer = record::Signer::Open(seal.memory, log_name, seal.key);
  if (!signer) return signer.error();
  auto memory = signer->Memory();
  if (!memory) return memory.error();
  return memory->note;
}

Options::Options(int count, char** words, std::map<std::string, std::string> known, const char* usage)
    : values_(std::move(known)) {
  for (int i = 1; i < count; i += 2) {
    const std::string word = words[i];
    const auto found = word.starts_with("--") ? values_.find(word.substr(2)) : values_.end();
    if (found == values_.end() || i + 1 >= count) {
      std::fprintf(stderr, "usage: %s\n", usage);
      std::exit(2);
    }
    found->second = words[i + 1];
  }
}

int64_t Options::Number(const std::string& name) const { return std::atoll(values_.at(name).c_str()); }

}  // namespace guiju::durable
