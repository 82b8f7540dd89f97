// Reads stdlib/calendar/*.json (format: README there).
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "runtime/value/calendar_data.h"
#include "runtime/value/date.h"

namespace guiju::value {
namespace {

using Json = nlohmann::json;

// Reads members by name and remembers the first thing wrong.
class FileReader {
 public:
  FileReader(LoadedCalendarData* data, std::string file) : data_(data), file_(std::move(file)) {}
  const std::string& problem() const { return problem_; }

  void Read(const Json& root) {
    if (!root.is_object() || Text(root, "format") != "guiju-calendar-1") {
      return Fail("\"format\" must be \"guiju-calendar-1\"");
    }
    const std::string_view layer = Text(root, "layer");
    if (layer == "national") {
      ReadNotices(root, "");
    } else if (layer == "regional") {
      ReadRegion(root);
    } else if (layer == "rules") {
      ReadRules(root);
    } else if (layer == "counting") {
      ReadCounting(root);
    } else {
      Fail(fmt::format("unknown layer \"{}\"", layer));
    }
  }

 private:
  void Fail(const std::string& what) {
    if (problem_.empty()) problem_ = fmt::format("{}: {}", file_, what);
  }
  std::string_view Keep(std::string text) { return data_->texts.emplace_back(std::move(text)); }

  std::string_view Text(const Json& object, const char* key, bool optional = false) {
    const auto member = object.is_object() ? object.find(key) : object.end();
    if (!object.is_object() || member == object.end()) {
      if (!optional) Fail(fmt::format("member \"{}\" is missing", key));
      return "";
    }
    if (!member->is_string()) {
      Fail(fmt::format("member \"{}\" must be a string", key));
      return "";
    }
    return Keep(member->get<std::string>());
  }
  int Number(const Json& object, const char* key, bool optional = false) {
    const auto member = object.is_object() ? object.find(key) : object.end();
    if (object.is_object() && member != object.end() && member->is_number_integer()) {
      const auto number = member->get<int64_t>();
      if (number >= -10000 && number <= 10000) return static_cast<int>(number);
    } else if (optional && object.is_object() && member == object.end()) {
      return 0;
    }
    Fail(fmt::format("member \"{}\" must be a small integer", key));
    return 0;
  }
  int32_t Date(const Json& object, const char* key) { return DateOf(Text(object, key), key); }
  int32_t DateOf(std::string_view text, const char* key) {
    const auto day = ParseDate(text);
    if (!day) Fail(fmt::format("\"{}\": \"{}\" is not a date YYYY-MM-DD", key, text));
    return static_cast<int32_t>(day.value_or(0));
  }
  const Json& List(const Json& object, const char* key) {
    static const Json kNone = Json::array();
    const auto member = object.is_object() ? object.find(key) : object.end();
    if (object.is_object() && member != object.end() && member->is_array()) return *member;
    Fail(fmt::format("member \"{}\" must be a list", key));
    return kNone;
  }
  void MonthDay(const Json& object, const char* key, int* month, int* day) {
    const std::string_view text = Text(object, key, true);
    if (text.empty()) return;
    const auto date = ParseDate(fmt::format("2024-{}", text));
    if (!date) return Fail(fmt::format("\"{}\": \"{}\" is not MM-DD", key, text));
    *month = ToCivil(*date).month;
    *day = ToCivil(*date).day;
  }

  void ReadNotices(const Json& root, std::string_view region) {
    for (const Json& notice : List(root, "notices")) {
      NoticeRow row;
      row.region = region;
      row.year = Number(region.empty() ? root : notice, "year");
      row.amends = !Text(notice, "amends", true).empty();
      row.number = Text(notice, "number");
      row.title = Text(notice, "title");
      row.url = Text(notice, "url");
      row.verified = Text(notice, "verified");
      row.published = Date(notice, "published");
      const auto index = static_cast<uint16_t>(data_->notices.size());
      data_->notices.push_back(row);
      for (const Json& holiday : List(notice, "holidays")) {
        SpanRow span{index, SpanKind::kHoliday, Date(holiday, "from"), Date(holiday, "to"),
                     Text(holiday, "name")};
        if (span.to < span.from || span.to - span.from > 60)
          Fail(fmt::format("holiday {} ends before it begins", span.occasion));
        data_->spans.push_back(span);
      }
      for (const Json& workday : List(notice, "workdays")) {
        const int32_t day = Date(workday, "date");
        data_->spans.push_back({index, SpanKind::kMakeUp, day, day, Text(workday, "for")});
      }
    }
  }
  void ReadRegion(const Json& root) {
    const std::string_view region = Text(root, "region");
    for (const Json& name : List(root, "names")) {
      if (!name.is_string()) return Fail("\"names\" must be strings");
      data_->regions.push_back({region, Keep(name.get<std::string>())});
    }
    ReadNotices(root, region);
    for (const Json& occasion : List(root, "occasions"))
      data_->windows.push_back(ReadWindow(occasion, region));
  }
  WindowRow ReadWindow(const Json& object, std::string_view region) {
    WindowRow row;
    row.region = region;
    row.festival = Text(object, "name");
    row.before = Number(object, "before", true);
    row.after = Number(object, "after", true);
    row.extra_off = Number(object, "extra_off");
    row.makeup = Number(object, "makeup");
    MonthDay(object, "from", &row.from_month, &row.from_day);
    MonthDay(object, "to", &row.to_month, &row.to_day);
    return row;
  }
  void ReadRules(const Json& root) {
    const auto lunar = root.find("lunar");
    if (lunar == root.end() || !lunar->is_object()) return Fail("member \"lunar\" must be an object");
    for (const auto& [year, festivals] : lunar->items()) {
      if (!festivals.is_object() || year.size() != 4) return Fail("\"lunar\" maps years to festivals");
      for (const auto& [festival, date] : festivals.items()) {
        if (!date.is_string()) return Fail("\"lunar\" dates must be strings");
        const int32_t day = DateOf(date.get_ref<const std::string&>(), "lunar");
        data_->lunar.push_back({ToCivil(day).year, Keep(festival), day});
      }
    }
    for (const Json& row : List(root, "statutory")) {
      data_->statutory.push_back(
          {Text(row, "name"), Number(row, "first"), Number(row, "last"), Number(row, "since")});
    }
    for (const Json& row : List(root, "windows")) data_->windows.push_back(ReadWindow(row, ""));
  }
  void ReadCounting(const Json& root) {
    for (const Json& rule : List(root, "rules")) {
      data_->rules.push_back({Text(rule, "key"), Text(rule, "zh"), Text(rule, "en"), Text(rule, "basis"),
                              Text(rule, "doubt_zh"), Text(rule, "doubt_en")});
    }
  }

  LoadedCalendarData* data_;
  std::string file_;
  std::string problem_;
};

base::Status ReadDocument(const std::string& name, const Json& root, LoadedCalendarData* data) {
  FileReader reader(data, name);
  reader.Read(root);
  if (!reader.problem().empty()) return base::Error{reader.problem()};
  return base::Done{};
}

}  // namespace

base::Result<std::unique_ptr<LoadedCalendarData>> ReadCalendarDocuments(std::string_view documents) {
  const Json root = Json::parse(documents, nullptr, false);
  if (!root.is_array()) return base::Error{"calendar documents: not readable as a JSON list"};
  auto data = std::make_unique<LoadedCalendarData>();
  for (size_t i = 0; i < root.size(); ++i) {
    if (auto done = ReadDocument(fmt::format("document {}", i + 1), root[i], data.get()); !done)
      return done.error();
  }
  return data;
}

base::Result<std::unique_ptr<LoadedCalendarData>> ReadCalendarFiles(const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::vector<std::string> files;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == ".json") files.push_back(it->path().string());
  }
  if (error) return base::Error{fmt::format("calendar directory {}: {}", directory, error.message())};
  if (files.empty())
    return base::Error{fmt::format("calendar directory {}: no *.json file in it", directory)};
  std::sort(files.begin(), files.end());
  auto data = std::make_unique<LoadedCalendarData>();
  for (const std::string& file : files) {
    std::ifstream stream(file, std::ios::binary);
    std::stringstream bytes;
    bytes << stream.rdbuf();
    const Json root = Json::parse(bytes.str(), nullptr, false);
    if (!stream || root.is_discarded()) return base::Error{fmt::format("{}: not readable as JSON", file)};
    if (auto done = ReadDocument(file, root, data.get()); !done) return done.error();
  }
  return data;
}

}  // namespace guiju::value
