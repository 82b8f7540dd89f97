#include "tests/store/place.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "runtime/store/postgres_connection.h"

namespace guiju::store {
namespace {

std::string NewFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "guiju-store-XXXXXX").string();
  GJ_CHECK(mkdtemp(name.data()) != nullptr);
  return name;
}

std::string NewSchema() {
  static std::atomic<int> count{0};
  return fmt::format("test_{}_{}", getpid(), ++count);
}

}  // namespace

std::string ClusterUrl() {
  const char* folder = std::getenv("GUIJU_STORE_CLUSTER");
  if (folder == nullptr || *folder == 0) return "";
  std::ifstream file(std::string(folder) + "/url");
  std::string url;
  std::getline(file, url);
  if (url.empty()) {  // asked for and not there: that is a failure, not a reason to skip
    std::fprintf(stderr, "no cluster runs in %s\n", folder);
    std::exit(1);
  }
  return url;
}

std::string EngineName(Engine engine) { return engine == Engine::kSqlite ? "Sqlite" : "Postgres"; }

Place::Place(Engine engine) : engine_(engine), folder_(NewFolder()) {
  where_ = engine == Engine::kSqlite ? folder_ + "/store.db" : ClusterUrl() + "?schema=" + NewSchema();
}

Place::~Place() {
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
  if (engine_ == Engine::kSqlite) return;
  const std::string schema = where_.substr(where_.find("?schema=") + 8);
  auto connection = PostgresConnection::Open({ClusterUrl(), "public"});
  if (connection) (void)(*connection)->Script("DROP SCHEMA IF EXISTS \"" + schema + "\" CASCADE");
}

}  // namespace guiju::store
