#include "runtime/store/schema.h"

#include <fmt/format.h>

#include <optional>
#include <random>

#include "runtime/store/names.h"

namespace guiju::store {
namespace {

constexpr std::string_view kSimulated = "simulated/";

class Preparation {
 public:
  Preparation(Connection& connection, Dialect dialect, const std::string& name, const OpenOptions& options,
              std::span<const SchemaStep> steps, const std::string& alone)
      : connection_(connection),
        dialect_(dialect),
        name_(name),
        options_(options),
        steps_(steps),
        alone_(alone) {}

  base::Result<StoreInfo> Run();

 private:
  int newest() const { return static_cast<int>(steps_.size()); }
  base::Result<std::optional<StoreInfo>> ReadMeta();
  base::Status BringForward();
  base::Status ApplySteps(int from);
  base::Status Make();
  base::Result<std::string> NewOrigin() const;
  base::Status Allow(const StoreInfo& info) const;

  Connection& connection_;
  Dialect dialect_;
  const std::string& name_;
  const OpenOptions& options_;
  std::span<const SchemaStep> steps_;
  const std::string& alone_;
};

base::Result<std::optional<StoreInfo>> Preparation::ReadMeta() {
  bool exists = false;
  const std::string table =
      dialect_ == Dialect::kSqlite
          ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'meta'"
          : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema AND tablename = 'meta'";
  if (auto looked = connection_.Script(table, [&](const Row&) { exists = true; }); !looked)
    return looked.error();
  std::optional<StoreInfo> info;
  if (!exists) return info;
  auto read = connection_.Script("SELECT schema_version, min_reader, origin, simulated FROM meta",
                                 [&](const Row& row) {
                                   info = StoreInfo{.schema_version = static_cast<int>(row.Integer(0)),
                                                    .min_reader = static_cast<int>(row.Integer(1)),
                                                    .origin = std::string(row.Bytes(2)),
                                                    .simulated = row.Integer(3) != 0};
                                 });
  if (!read) return read.error();
  if (!info) return base::Error{fmt::format("the store {} is damaged: its table meta is empty", name_)};
  return info;
}

base::Status Preparation::ApplySteps(int from) {
  for (int version = from + 1; version <= newest(); ++version) {
    const SchemaStep& step = steps_[static_cast<size_t>(version - 1)];
    if (auto applied = connection_.Script(Spell(step.text, dialect_)); !applied) return applied;
    if (version == 1) continue;  // meta has no row yet
    auto recorded = connection_.Script(
        fmt::format("UPDATE meta SET schema_version = {}, min_reader = {}", version, step.min_reader));
    if (!recorded) return recorded;
  }
  return base::Done{};
}

base::Result<std::string> Preparation::NewOrigin() const {
  std::string origin = options_.simulated ? std::string(kSimulated) : "";
  if (options_.origin.empty()) {
    std::random_device random;
    origin += fmt::format("guiju/{:08x}{:08x}", random(), random());
  } else {
    if (!options_.simulated && options_.origin.starts_with(kSimulated)) {
      return base::Error{
          fmt::format("the origin of a store that is not simulated cannot begin with {}", kSimulated)};
    }
    origin += options_.origin;
  }
  if (auto checked = CheckNames({origin}); !checked) return checked.error();
  return origin;
}

base::Status Preparation::Make() {
  auto origin = NewOrigin();
  if (!origin) return origin.error();
  std::string quoted;
  for (char c : *origin) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  if (auto applied = ApplySteps(0); !applied) return applied;
  return connection_.Script(
      fmt::format("INSERT INTO meta (one, schema_version, min_reader, origin, simulated) "
                  "VALUES (1, {}, {}, '{}', {})",
                  newest(), steps_.back().min_reader, quoted, options_.simulated ? 1 : 0));
}

base::Status Preparation::BringForward() {
  auto info = ReadMeta();  // again, now that nobody else can be at it
  if (!info) return info.error();
  if (!*info) return Make();
  return ApplySteps((*info)->schema_version);
}

base::Status Preparation::Allow(const StoreInfo& info) const {
  if (info.simulated != info.origin.starts_with(kSimulated)) {
    return base::Error{
        fmt::format("the store {} was altered: whether it is simulated is not what its origin {} says", name_,
                    info.origin)};
  }
  if (options_.create && options_.simulated && !info.simulated) {
    return base::Error{fmt::format(
        "the store {} exists and is not simulated; time and person cannot be forged in it", name_)};
  }
  if (info.schema_version <= newest()) return base::Done{};
  if (info.min_reader > newest()) {
    return base::Error{fmt::format(
        "the store {} has schema {} and needs a program that knows schema {} or later; this one knows {}",
        name_, info.schema_version, info.min_reader, newest())};
  }
  if (!options_.read_only) {
    return base::Error{fmt::format(
        "the store {} has schema {}, this program knows {}: it may read the store but not write it", name_,
        info.schema_version, newest())};
  }
  return base::Done{};
}

base::Result<StoreInfo> Preparation::Run() {
  auto info = ReadMeta();
  if (!info) return info.error();
  const bool missing = !info->has_value();
  if (missing && (options_.read_only || !options_.create)) {
    return base::Error{fmt::format("there is no store at {}", name_)};
  }
  if (missing || (*info)->schema_version < newest()) {
    if (options_.read_only) {
      return base::Error{
          fmt::format("the store {} has schema {}, older than this program's {}: open it once for writing",
                      name_, (*info)->schema_version, newest())};
    }
    if (auto begun = connection_.Begin(Mode::kWrite); !begun) return begun.error();
    auto done = connection_.Script(alone_);
    if (done) done = BringForward();
    if (done) done = connection_.Commit();
    if (!done) {
      connection_.Rollback();
      return done.error();
    }
    info = ReadMeta();
    if (!info) return info.error();
    if (!*info) return base::Error{fmt::format("the store {} cannot be made", name_)};
  }
  if (auto allowed = Allow(**info); !allowed) return allowed.error();
  (*info)->engine = dialect_ == Dialect::kSqlite ? Engine::kSqlite : Engine::kPostgres;
  (*info)->read_only = options_.read_only;
  return **std::move(info);
}

}  // namespace

base::Result<StoreInfo> PrepareSchema(Connection& connection, Dialect dialect, const std::string& name,
                                      const OpenOptions& options, std::span<const SchemaStep> steps,
                                      const std::string& alone) {
  return Preparation(connection, dialect, name, options, steps, alone).Run();
}

}  // namespace guiju::store
