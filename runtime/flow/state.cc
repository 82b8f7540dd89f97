#include "runtime/flow/state.h"

#include <algorithm>

#include "compiler/base/sha256.h"
#include "runtime/flow/state_json.h"
#include "runtime/value/written_date.h"

namespace guiju::flow {

namespace {

using record::Value;

// Leaves out what is empty, so that a state grows by what happened and not by what might.
class Printer {
 public:
  Value Run(const State& state) {
    Members(*this, state);
    return std::move(object_);
  }

  void operator()(std::string_view name, const std::string& text) {
    if (!text.empty()) Put(name, text);
  }
  void operator()(std::string_view name, int64_t number) {
    if (number != 0) Put(name, number);
  }
  void operator()(std::string_view name, int number) { (*this)(name, static_cast<int64_t>(number)); }
  void operator()(std::string_view name, bool flag) {
    if (flag) Put(name, true);
  }
  void operator()(std::string_view name, const Moment& moment) { Put(name, value::FormatMoment(moment)); }
  void operator()(std::string_view name, Closing closing) { Put(name, static_cast<int64_t>(closing)); }
  void operator()(std::string_view name, const Value& value) {
    if (value.kind() != Value::Kind::kNull) Put(name, value);
  }
  void operator()(std::string_view name, const std::map<std::string, int64_t>& counts) {
    Value out = Value::EmptyObject();
    for (const auto& [key, count] : counts) out.Insert(key, count);
    if (!counts.empty()) Put(name, std::move(out));
  }
  template <class T>
  void operator()(std::string_view name, const std::optional<T>& value) {
    if (value) (*this)(name, *value);
  }
  template <class T>
  void operator()(std::string_view name, const std::vector<T>& items) {
    if (items.empty()) return;
    Value array = Value::EmptyArray();
    for (const T& item : items) array.Append(Item(item));
    Put(name, std::move(array));
  }

 private:
  void Put(std::string_view name, Value value) { object_.Insert(name, std::move(value)); }
  static Value Item(const std::string& text) { return text; }
  template <class T>
  static Value Item(const T& item) {
    Printer printer;
    Members(printer, item);
    return std::move(printer.object_);
  }

  Value object_ = Value::EmptyObject();
};

class Reader {
 public:
  explicit Reader(const Value& object) : object_(object) {
    if (object.kind() != Value::Kind::kObject) Fail("state");
  }

  template <class T>
  void operator()(std::string_view name, T& out) {
    const Value* value = object_.Find(name);
    if (value == nullptr) return;
    found_ += 1;
    if (!Get(*value, out)) Fail(name);
  }
  // An Error also when the object holds what nobody asked for.
  std::optional<std::string> Finish() {
    if (!failed_ && found_ != object_.members().size()) Fail("unknown member");
    return failed_;
  }

 private:
  void Fail(std::string_view what) {
    if (!failed_) failed_ = std::string(what);
  }
  static bool Get(const Value& value, std::string& out) {
    if (value.kind() != Value::Kind::kText) return false;
    out = value.text();
    return true;
  }
  static bool Get(const Value& value, int64_t& out) {
    if (value.kind() != Value::Kind::kInteger) return false;
    out = value.number();
    return true;
  }
  static bool Get(const Value& value, int& out) {
    int64_t number = 0;
    if (!Get(value, number) || number < 0 || number > 1000) return false;
    out = static_cast<int>(number);
    return true;
  }
  static bool Get(const Value& value, bool& out) {
    if (value.kind() != Value::Kind::kBool) return false;
    out = value.truth();
    return true;
  }
  static bool Get(const Value& value, Moment& out) {
    const auto moment =
        value.kind() == Value::Kind::kText ? value::ParseWrittenMoment(value.text()) : std::nullopt;
    if (moment) out = *moment;
    return moment.has_value();
  }
  static bool Get(const Value& value, Closing& out) {
    int number = 0;
    if (!Get(value, number) || number > static_cast<int>(Closing::kSuperseded)) return false;
    out = static_cast<Closing>(number);
    return true;
  }
  static bool Get(const Value& value, Value& out) {
    out = value;
    return true;
  }
  static bool Get(const Value& value, std::map<std::string, int64_t>& out) {
    if (value.kind() != Value::Kind::kObject) return false;
    for (const record::Member& member : value.members()) {
      if (!Get(member.value, out[member.name])) return false;
    }
    return true;
  }
  template <class T>
  static bool Get(const Value& value, std::optional<T>& out) {
    return Get(value, out.emplace());
  }
  template <class T>
  static bool Get(const Value& value, std::vector<T>& out) {
    if (value.kind() != Value::Kind::kArray) return false;
    return std::ranges::all_of(value.items(),
                               [&](const Value& item) { return GetItem(item, out.emplace_back()); });
  }
  static bool GetItem(const Value& value, std::string& out) { return Get(value, out); }
  template <class T>
  static bool GetItem(const Value& value, T& out) {
    if (value.kind() != Value::Kind::kObject) return false;
    Reader reader(value);
    Members(reader, out);
    return !reader.Finish();
  }

  const Value& object_;
  size_t found_ = 0;
  std::optional<std::string> failed_;
};

std::string Canonical(const Value& value) {
  const auto text = record::PrintJson(value);
  GJ_CHECK(text.ok());  // parsed or built by this room: valid text of bounded depth
  return *text;
}

}  // namespace

Value ValueOf(const State& state) { return Printer().Run(state); }

std::string PrintState(const State& state) { return Canonical(ValueOf(state)); }

base::Result<State> ReadState(std::string_view bytes) {
  auto value = record::ParseJson(bytes, 64 * record::kMaxJsonBytes);
  if (!value) return value.error();
  return StateOf(*value);
}

base::Result<State> StateOf(const Value& value) {
  State state;
  if (value.kind() != Value::Kind::kObject) return base::Error{"a state is a JSON object"};
  Reader reader(value);
  Members(reader, state);
  if (const auto failed = reader.Finish())
    return base::Error{"the state's `" + *failed + "` is not understood"};
  return state;
}

std::string MaterialDigest(const State& state) {
  if (state.proposals.empty()) return "";
  Value facts = Value::EmptyObject();
  for (const record::Member& fact : state.facts.members()) {
    if (std::ranges::find(state.recorded_dates, fact.name) == state.recorded_dates.end())
      facts.Insert(fact.name, fact.value);
  }
  Value whole = Value::EmptyObject();
  whole.Insert("facts", std::move(facts));
  whole.Insert("number", state.proposals.back().number);
  whole.Insert("proposal", state.proposals.back().content);
  return base::ToHex(base::Sha256(Canonical(whole)));
}

}  // namespace guiju::flow
