// Every column of every table changed through SQL, once for each kind of row, and every kind of row taken
// out: each must be found, or the store must refuse to be read. Columns that bear no evidence are listed with
// the reason.
//   guiju_column_tamper [--every N]      only each Nth change
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "compiler/base/check.h"
#include "runtime/cases/redaction.h"
#include "runtime/cases/signing.h"
#include "runtime/cases/verify.h"
#include "tests/durable/courses.h"
#include "tests/durable/site.h"

namespace guiju::durable {
namespace {

struct Free {
  const char *table, *column, *why;
};
constexpr Free kFree[] = {
    {"stream", "kind", "never read: the id says it"},
    {"stream", "wake_ms", "when time is to be looked at next; every command and tick makes it anew"},
    {"idem", "agency", "the key is then unknown: a repeated command is judged anew, what is recorded stands"},
    {"idem", "client", "the same"},
    {"idem", "key", "the same"},
    {"idem", "digest", "the same: a repeated command is taken for another one and refused"},
    {"idem", "log", "the same"},
    {"meta", "min_reader", "which older programs may read the store"},
    {"projection", "agency", "a view, made again at will; an entry more or less costs a look"},
    {"projection", "name", "the same"},
    {"projection", "key", "the same"},
    {"projection", "value", "the same"},
    {"checkpoint", "agency", "as good as taken out, see below"},
    {"checkpoint", "log", "the same"},
    {"cursor", "*", "how far a view was filled"},
    {"blob", "*",
     "data of a calendar: read where the one compiled in is another, and then its digest is checked"},
};
// Kinds of rows that may be missing without a finding.
constexpr Free kMayGo[] = {
    {"idem", "", "as a key that was altered"},
    {"projection", "", "as above"},
    {"blob", "", "as above; verification says so when it needs one that is gone"},
    {"checkpoint", "",
     "an older one (of the last, the head knows): later ones stand for it, others keep theirs"},
};

class Database {
 public:
  explicit Database(const std::string& path) {
    GJ_CHECK(sqlite3_open(path.c_str(), &database_) == SQLITE_OK);
    GJ_CHECK(Run("PRAGMA foreign_keys = OFF"));
  }
  ~Database() { sqlite3_close(database_); }
  bool Run(const std::string& text) {
    return sqlite3_exec(database_, text.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  int Changed() { return sqlite3_changes(database_); }
  std::vector<std::vector<std::string>> Rows(const std::string& text) {
    std::vector<std::vector<std::string>> rows;
    const auto take = [](void* to, int count, char** values, char**) {
      auto& row = static_cast<std::vector<std::vector<std::string>>*>(to)->emplace_back();
      for (int i = 0; i < count; ++i) row.emplace_back(values[i] == nullptr ? "" : values[i]);
      return 0;
    };
    GJ_CHECK(sqlite3_exec(database_, text.c_str(), take, &rows, nullptr) == SQLITE_OK);
    return rows;
  }

 private:
  sqlite3* database_ = nullptr;
};

const cases::FourEyes kBoth = {{"p3", "局长"}, flow::Person{"p4", "分管局长"}};

// A store with every kind of row: every type of event, a calendar, a deletion, two checkpoints, a second
// epoch.
class Original {
 public:
  Original() : site_("") {
    auto seal = MakeSeal(site_.folder(), "columns");
    GJ_CHECK(seal.ok());
    seal_.emplace(*std::move(seal));
    auto cases = OpenCases({site_.where(), [this] { return now_; }});
    GJ_CHECK(cases.ok() && Hire(**cases).ok());
    log_name_ = (*cases)->LogName();
    Sign(**cases, {seal_->memory, true, false});
    for (int course = 0; course < CourseCount(); ++course) {
      for (const Step& step : CourseOf(course, "c", std::to_string(course))) {
        now_ = FirstMs() + step.minutes * int64_t{60'000};
        auto answer = (*cases)->Do(step.request);
        GJ_CHECK(answer.ok() && answer->kind == cases::Answer::Kind::kRecorded);
      }
      if (course == 2) Sign(**cases, {seal_->memory, false, false});
    }
    now_ += int64_t{60} * 24 * 3'600'000;
    GJ_CHECK((*cases)->Tick(100).ok());
    LoadCalendar(**cases);
    Redact(**cases);
    Sign(**cases, {seal_->memory, false, true});
    for (const Step& step : OpenShared("c", "after")) GJ_CHECK((*cases)->Do(step.request).ok());
    Sign(**cases, {seal_->memory, false, false});
    auto retained = Remembered(*seal_, log_name_);
    GJ_CHECK(retained.ok());
    retained_ = *retained;
  }
  const Site& site() const { return site_; }

  // "" when nothing is found.
  std::string Findings(const std::string& path) const {
    auto cases = OpenCases({path, [this] { return now_; }});
    if (!cases) return "refused: " + cases.error().message;
    auto report = cases::Verify(**cases, {{seal_->key.verifier()}, {retained_}, true});
    if (!report) return "unreadable: " + report.error().message;
    for (const auto& finding : report->record.findings.first())
      return std::string(record::FindingCode(finding.kind));
    for (const auto& finding : report->replayed.findings) return cases::CodeOf(finding.kind);
    return "";
  }

 private:
  void Sign(cases::Cases& cases, const cases::SignOptions& options) {
    auto report = cases::SignLog(cases, seal_->key, options);
    GJ_CHECK(report.ok() && !report->refusal);
  }
  // One field of a matter's first proposal.
  void Redact(cases::Cases& cases) {
    cases::RedactRequest request;
    request.stream = "matter/1";
    const auto history = cases.History(request.stream);
    for (const cases::HistoryEvent& event : *history) {
      if (request.pos < 0 && event.entry.type == "proposed") request.pos = event.entry.pos;
    }
    request.paths = {"/content/处理"};
    request.basis = "试验";
    request.persons = kBoth;
    request.overrides = true;
    const auto answer = cases::Redact(cases, request);
    GJ_CHECK(answer.ok() && answer->answer.kind == cases::Answer::Kind::kRecorded);
  }
  void LoadCalendar(cases::Cases& cases) {
    const auto answer = cases.LoadCalendar(
        R"({"format":"guiju-calendar-1","layer":"national","year":2027,"notices":[{"number":"试验1号","title":"试验",
            "published":"2026-12-01","url":"","verified":"","workdays":[],
            "holidays":[{"name":"元旦","from":"2027-01-01","to":"2027-01-03"}]}]})",
        kBoth);
    GJ_CHECK(answer.ok() && answer->kind == cases::Answer::Kind::kRecorded);
  }

  Site site_;
  std::optional<Seal> seal_;
  std::string log_name_, retained_;
  int64_t now_ = FirstMs();
};

struct Column {
  std::string table, name, type;
  bool key = false, nullable = false;
};

// Kinds of a table's rows: a name and which rows.
std::vector<std::pair<std::string, std::string>> KindsOf(Database& database, const std::string& table) {
  const std::string type = "json_extract(CAST(entry AS TEXT), '$.type')";
  std::vector<std::pair<std::string, std::string>> kinds;
  const auto by = [&](const std::string& what, const std::string& from, const std::string& where) {
    for (const auto& row : database.Rows(fmt::format("SELECT DISTINCT {} FROM {} ORDER BY 1", what, from)))
      kinds.emplace_back(row[0], fmt::format(fmt::runtime(where), row[0]));
  };
  if (table == "stream") by("kind", "stream", "kind = '{}'");
  if (table == "event") by(type, "event", type + " = '{}'");
  if (table == "secret") by(type, "event", "pos IN (SELECT pos FROM event WHERE " + type + " = '{}')");
  if (table == "tile") by("level || '.' || idx", "tile", "level || '.' || idx = '{}'");
  if (table == "checkpoint") by("size", "checkpoint", "size = {}");
  if (kinds.empty() && !database.Rows("SELECT 1 FROM " + table + " LIMIT 1").empty())
    kinds.emplace_back("", "1 = 1");
  return kinds;
}

// Small changes that a column could suffer; the first that the table's own rules allow is made.
std::vector<std::string> ChangesOf(const Column& column) {
  const std::string& c = column.name;
  if (column.type == "INTEGER") {
    std::vector<std::string> changes = {c + " + 1", c + " - 1", c + " + 1000000"};
    if (column.name == "simulated") changes = {"1 - " + c};
    return changes;
  }
  // The last character of a text, and a byte in the middle of bytes.
  if (column.type == "TEXT")
    return {
        fmt::format("substr({0}, 1, length({0}) - 1) || "
                    "iif(substr({0}, -1) = 'x', 'y', 'x')",
                    c)};
  return {
      fmt::format("CAST(substr({0}, 1, length({0}) / 2) || iif(substr({0}, length({0}) / 2 + 1, 1) = x'30', "
                  "x'31', x'30') || substr({0}, length({0}) / 2 + 2) AS BLOB)",
                  c)};
}

class Tampering {
 public:
  explicit Tampering(int64_t every) : every_(every) {}

  int Run() {
    const std::string untouched = original_.Findings(original_.site().where());
    if (!untouched.empty()) {
      fmt::print("the untouched store does not verify: {}\n", untouched);
      return 1;
    }
    std::vector<std::string> tables;
    {
      Database database(original_.site().where());
      for (const auto& row : database.Rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1"))
        tables.push_back(row[0]);
      for (const std::string& table : tables) {
        for (const auto& row : database.Rows("PRAGMA table_info(" + table + ")"))
          columns_.push_back({table, row[1], row[2], row[5] != "0", row[3] == "0"});
        kinds_[table] = KindsOf(database, table);
      }
    }
    for (const Column& column : columns_) {
      for (const auto& [kind, where] : kinds_[column.table]) Change(column, kind, where);
    }
    for (const std::string& table : tables) {
      for (const auto& [kind, where] : kinds_[table]) TakeOut(table, kind, where);
    }
    Tell(tables);
    return missed_ == 0 && changed_ > 0 ? 0 : 1;
  }

 private:
  bool Skip() { return ++count_ % every_ != 0; }
  static bool IsFree(const std::string& table, const std::string& column) {
    return std::ranges::any_of(kFree, [&](const Free& one) {
      return table == one.table && (column == one.column || std::string_view(one.column) == "*");
    });
  }

  // A copy with the statement carried out on one row; "" when the table does not take it.
  std::string Altered(const std::string& statement) {
    const std::string copy = original_.site().In("copy.db");
    for (const char* more : {"", "-wal", "-shm"}) std::filesystem::remove(copy + more);
    std::filesystem::copy_file(original_.site().where(), copy);
    Database database(copy);
    return database.Run(statement) && database.Changed() == 1 ? copy : "";
  }

  void Change(const Column& column, const std::string& kind, const std::string& where) {
    const bool free = IsFree(column.table, column.name);
    if (!free && Skip()) return;
    const std::string keys = RowKey(column.table);
    for (const std::string& change : ChangesOf(column)) {
      const std::string copy = Altered(
          fmt::format("UPDATE {0} SET {1} = {2} WHERE ({3}) = (SELECT {3} FROM {0} WHERE {4} LIMIT 1)",
                      column.table, column.name, change, keys, where));
      if (copy.empty()) continue;
      Judge(column.table + "." + column.name, kind, free, copy);
      return;
    }
    if (free) return;
    ++changed_;
    ++detected_;
    ++codes_["the table's own rule"];
  }

  void TakeOut(const std::string& table, const std::string& kind, const std::string& where) {
    const bool free = std::ranges::any_of(kMayGo, [&](const Free& one) { return table == one.table; });
    if (!free && Skip()) return;
    const std::string copy =
        Altered(fmt::format("DELETE FROM {0} WHERE ({1}) = (SELECT {1} FROM {0} WHERE {2} LIMIT 1)", table,
                            RowKey(table), where));
    GJ_CHECK(!copy.empty());
    Judge(table + " row taken out", kind, free, copy);
  }

  std::string RowKey(const std::string& table) const {
    std::string keys;
    for (const Column& column : columns_) {
      if (column.table == table && column.key) keys += (keys.empty() ? "" : ", ") + column.name;
    }
    return keys;
  }

  void Judge(const std::string& what, const std::string& kind, bool free, const std::string& copy) {
    const std::string found = original_.Findings(copy);
    if (free) {
      ++free_;
      free_detected_ += found.empty() ? 0 : 1;
      return;
    }
    ++changed_;
    detected_ += found.empty() ? 0 : 1;
    ++codes_[found.substr(0, found.find(':'))];
    if (!found.empty()) return;
    ++missed_;
    fmt::print("not found: {} of {}\n", what, kind);
  }

  void Tell(const std::vector<std::string>& tables) const {
    fmt::print("{} tables, {} columns; {} changes of evidence, {} detected\n", tables.size(), columns_.size(),
               changed_, detected_);
    for (const auto& [code, times] : codes_) fmt::print("  {:<24} {}\n", code, times);
    fmt::print("not evidence ({} changes, {} of them seen all the same):\n", free_, free_detected_);
    for (const Free& one : kFree) fmt::print("  {}.{}: {}\n", one.table, one.column, one.why);
    for (const Free& one : kMayGo) fmt::print("  a row of {} taken out: {}\n", one.table, one.why);
  }

  Original original_;
  int64_t every_, count_ = 0;
  std::vector<Column> columns_;
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> kinds_;
  int64_t changed_ = 0, detected_ = 0, missed_ = 0, free_ = 0, free_detected_ = 0;
  std::map<std::string, int64_t> codes_;
};

int Main(int count, char** words) {
  const Options options(count, words, {{"every", "1"}}, "guiju_column_tamper [--every N]");
  return Tampering(std::max<int64_t>(1, options.Number("every"))).Run();
}

}  // namespace
}  // namespace guiju::durable

int main(int count, char** words) { return guiju::durable::Main(count, words); }
