#include "runtime/record/entry.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/record/encoding.h"
#include "runtime/record/hash.h"
#include "runtime/record/json_print.h"
#include "runtime/record/json_scanner.h"
#include "runtime/record/utf8.h"

namespace guiju::record {
namespace {

int DaysOfMonth(int year, int month) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

// `shape` has a 0 where a digit stands and every other character as it is.
bool HasShape(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == '0' ? !digit : text[i] != shape[i]) return false;
  }
  return true;
}

int NumberAt(std::string_view text, size_t at, size_t digits) {
  int number = 0;
  for (size_t i = at; i < at + digits; ++i) number = number * 10 + (text[i] - '0');
  return number;
}

bool IsOccurred(std::string_view text) {
  if (!HasShape(text.substr(0, 10), "0000-00-00")) return false;
  const int month = NumberAt(text, 5, 2), day = NumberAt(text, 8, 2);
  if (month < 1 || month > 12 || day < 1 || day > DaysOfMonth(NumberAt(text, 0, 4), month)) return false;
  if (text.size() == 10) return true;
  return HasShape(text.substr(10), "T00:00") && NumberAt(text, 11, 2) < 24 && NumberAt(text, 14, 2) < 60;
}

bool IsName(const std::string& text) {
  const auto control = [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7F; };
  return !text.empty() && IsUtf8(text) && std::none_of(text.begin(), text.end(), control);
}
bool IsDigestOrNone(const std::string& text) { return text.empty() || (text.size() == 64 && IsHex(text)); }

// The first member that breaks what entry.h says of it, or nullptr.
const char* BrokenMember(const Entry& entry) {
  if (!IsName(entry.agency)) return "agency";
  if (!IsName(entry.log)) return "log";
  if (entry.pos < 0) return "pos";
  if (!IsName(entry.stream)) return "stream";
  if (entry.sver < 1) return "sver";
  if (entry.prev < -1 || entry.prev >= entry.pos || (entry.prev == -1) != (entry.sver == 1)) return "prev";
  if (!IsName(entry.type)) return "type";
  if (entry.tv < 1) return "tv";
  if (entry.recorded_at < 0) return "recorded_at";
  if (!IsOccurred(entry.occurred)) return "occurred";
  if (!IsName(entry.actor.person)) return "actor.person";
  if (!IsUtf8(entry.actor.position)) return "actor.position";
  if (entry.actor.delegation && !IsName(*entry.actor.delegation)) return "actor.delegation";
  if (!IsName(entry.cmd)) return "cmd";
  if (!IsDigestOrNone(entry.closure)) return "closure";
  if (!IsDigestOrNone(entry.calendar)) return "calendar";
  if (entry.fields < 0 || entry.fields > kMaxFields) return "fields";
  if ((entry.fields == 0) != (entry.root == EmptyRoot())) return "root";
  return nullptr;
}

std::string_view ModeText(Mode mode) {
  switch (mode) {
    case Mode::kAct:
      return "act";
    case Mode::kReport:
      return "report";
  }
  GJ_UNREACHABLE();
}

// Writes the members in the order they stand in; the reader below follows the same order.
class Writer {
 public:
  Writer() { out_.reserve(1024); }

  void Text(std::string_view before, std::string_view text) {
    out_.append(before);
    AppendJsonText(text, &out_);
  }
  void Integer(std::string_view before, int64_t number) {
    out_.append(before);
    AppendJsonInteger(number, &out_);
  }
  void Hex(std::string_view before, std::string_view bytes) {
    out_.append(before);
    AppendHex(bytes, &out_);
  }
  void Word(std::string_view word) { out_.append(word); }
  std::string Done() { return std::move(out_); }

 private:
  std::string out_;
};

std::string Printed(const Entry& entry) {
  Writer out;
  if (entry.actor.delegation) {
    out.Text(R"({"actor":{"delegation":)", *entry.actor.delegation);
  } else {
    out.Word(R"({"actor":{"delegation":null)");
  }
  out.Text(R"(,"person":)", entry.actor.person);
  out.Text(R"(,"position":)", entry.actor.position);
  out.Text(R"(},"agency":)", entry.agency);
  out.Text(R"(,"calendar":)", entry.calendar);
  out.Text(R"(,"closure":)", entry.closure);
  out.Text(R"(,"cmd":)", entry.cmd);
  out.Integer(R"(,"fields":)", entry.fields);
  out.Text(R"(,"log":)", entry.log);
  out.Text(R"(,"mode":)", ModeText(entry.mode));
  out.Hex(R"(,"nonce":")", {reinterpret_cast<const char*>(entry.nonce.data()), entry.nonce.size()});
  out.Text(R"(","occurred":)", entry.occurred);
  out.Integer(R"(,"pos":)", entry.pos);
  out.Integer(R"(,"prev":)", entry.prev);
  out.Integer(R"(,"recorded_at":)", entry.recorded_at);
  out.Hex(R"(,"root":")", BytesOf(entry.root));
  out.Text(R"(","stream":)", entry.stream);
  out.Integer(R"(,"sver":)", entry.sver);
  out.Integer(R"(,"tv":)", entry.tv);
  out.Text(R"(,"type":)", entry.type);
  out.Word(R"(,"v":1})");
  return out.Done();
}

// What it takes is what Printed gives: the words between the values are fixed, and each kind of value has one
// spelling.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : scan_(bytes) {}

  // false: at() says where.
  bool Read(Entry* entry) {
    return ReadActor(&entry->actor) && Text(R"(,"agency":)", &entry->agency) &&
           Text(R"(,"calendar":)", &entry->calendar) && Text(R"(,"closure":)", &entry->closure) &&
           Text(R"(,"cmd":)", &entry->cmd) && Integer(R"(,"fields":)", &entry->fields) &&
           Text(R"(,"log":)", &entry->log) && ReadMode(&entry->mode) && ReadNonce(&entry->nonce) &&
           Text(R"(,"occurred":)", &entry->occurred) && Integer(R"(,"pos":)", &entry->pos) &&
           Integer(R"(,"prev":)", &entry->prev) && Integer(R"(,"recorded_at":)", &entry->recorded_at) &&
           ReadRoot(&entry->root) && Text(R"(,"stream":)", &entry->stream) &&
           Integer(R"(,"sver":)", &entry->sver) && Integer(R"(,"tv":)", &entry->tv) &&
           Text(R"(,"type":)", &entry->type) && scan_.Take(R"(,"v":1})") && scan_.AtEnd();
  }
  size_t at() const { return scan_.at(); }

 private:
  bool Text(std::string_view before, std::string* out) {
    return scan_.Take(before) && scan_.TakeCanonicalText(out);
  }
  bool Integer(std::string_view before, int64_t* out) { return scan_.Take(before) && scan_.TakeInteger(out); }

  bool ReadActor(Actor* actor) {
    if (scan_.Take(R"({"actor":{"delegation":null)")) {
      actor->delegation.reset();
    } else if (!Text(R"({"actor":{"delegation":)", &actor->delegation.emplace())) {
      return false;
    }
    return Text(R"(,"person":)", &actor->person) && Text(R"(,"position":)", &actor->position) &&
           scan_.Take("}");
  }
  bool ReadMode(Mode* mode) {
    if (scan_.Take(R"(,"mode":"act")")) {
      *mode = Mode::kAct;
      return true;
    }
    *mode = Mode::kReport;
    return scan_.Take(R"(,"mode":"report")");
  }
  bool ReadNonce(Nonce* nonce) {
    return Text(R"(,"nonce":)", &hex_) && DecodeHex(hex_, nonce->data(), nonce->size());
  }
  bool ReadRoot(base::Digest* root) {
    return Text(R"(,"root":)", &hex_) && DecodeHex(hex_, root->data(), root->size());
  }

  JsonScanner scan_;
  std::string hex_;
};

}  // namespace

base::Result<std::string> PrintEntry(const Entry& entry) {
  if (const char* member = BrokenMember(entry))
    return base::Error{fmt::format("entry: {} is not valid", member)};
  std::string bytes = Printed(entry);
  if (bytes.size() > kMaxEntryBytes) {
    return base::Error{fmt::format("entry: {} bytes, at most {} are allowed", bytes.size(), kMaxEntryBytes)};
  }
  return bytes;
}

base::Result<Entry> ParseEntry(std::string_view bytes) {
  if (bytes.size() > kMaxEntryBytes) {
    return base::Error{fmt::format("entry: {} bytes, at most {} are allowed", bytes.size(), kMaxEntryBytes)};
  }
  Entry entry;
  Reader reader(bytes);
  if (!reader.Read(&entry)) {
    return base::Error{fmt::format("entry: not as its format demands from byte {} on", reader.at())};
  }
  if (const char* member = BrokenMember(entry))
    return base::Error{fmt::format("entry: {} is not valid", member)};
  return entry;
}

}  // namespace guiju::record
