#pragma once
// Guiju 规矩: classify administrative-enforcement cases with compiled policies. Public C++ API (C++17 or
// later).
//
//   auto engine = guiju::Engine::Create();
//   auto policy = engine.value().Load("policies/datong");
//   auto answer = policy.value().Classify(R"({"执法类别": "行政处罚"})");
//   if (answer) puts(answer.value().Json().c_str());
//
// Errors are values (Result); nothing here throws. Texts are UTF-8. Amounts are exact: never floating point.
// Threads: Engine, Policy and Live may be used from any number of threads at once. Case, Reader and Answer
// belong to one thread at a time. A Policy is a pinned handle: it stays valid and unchanged whatever is
// reloaded elsewhere.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#define GUIJU_VERSION_MAJOR 0
#define GUIJU_VERSION_MINOR 1
#if defined(__GNUC__)
#define GUIJU_API __attribute__((visibility("default")))
#else
#define GUIJU_API
#endif

namespace guiju {

// What went wrong, for a person. `code` is stable: "GJ0906" for the first problem of a case or policy,
// "environment" for files and libraries, "usage" for a wrong call.
struct Error {
  std::string code;
  std::string message;  // one line
  std::string details;  // every problem with place, source line and what to write instead; may be empty
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Result(Error error) : error_(std::move(error)) {}
  bool ok() const { return value_ != nullptr; }
  explicit operator bool() const { return ok(); }
  // Precondition: ok().
  T& value() & { return *value_; }
  const T& value() const& { return *value_; }
  T&& value() && { return std::move(*value_); }
  const Error& error() const { return error_; }

 private:
  std::unique_ptr<T> value_;
  Error error_;
};

enum class Language { kChinese, kEnglish };
// kAuto: the fastest tier ready when the case comes; the others force one. Answers are the same.
enum class Tier { kAuto, kInterpreter, kTables, kNative };

struct EngineOptions {
  std::vector<std::string> search_roots;  // searched before the installed library
  std::string cache_directory;            // "" = the user's cache; "none" = nothing is kept between processes
  std::string library_directory;          // of the compiler libraries; "" = beside this library
  std::string calendar_known;             // "2024-02-07": only holiday notices published by then; "" = all
  std::string region;                     // regional calendar, e.g. "楚雄"
  Language language = Language::kChinese;  // of messages
  bool background_native = true;           // compile loaded policies to machine code in the background
};

struct AxisDate {
  std::string axis;  // 行为/act, 立案/filing, 办理/step, 告知/notice, 决定/decision
  std::string date;  // 2024-02-07
};
struct ClassifyOptions {
  Tier tier = Tier::kAuto;
  std::vector<AxisDate> on;  // dates of axes the case leaves open
  bool explain = false;      // with the trace
  bool ask = true;           // undetermined decisions: what to find out (costs up to milliseconds)
};

struct Decision {
  std::string key, name;  // review_scope, 法制审核范围
  bool determined = false;
  std::string value;     // JSON: true, "major", 7, "2024-02-07", ["a"]; "" when undetermined
  std::string text;      // for people: 是, 重大, 7工作日
  std::string possible;  // undetermined: JSON of what it may still be
  std::string act_on;    // undetermined: JSON of the safe value to act on, "block", "withhold" or "null"
  std::vector<std::string> because, excepted, basis;
  std::vector<std::string> ask;  // undetermined: facts that guarantee an answer
};

class GUIJU_API Answer {
 public:
  struct State;  // of the implementation
  ~Answer();
  Answer(Answer&&) noexcept;
  Answer& operator=(Answer&&) noexcept;
  bool determined() const;
  const std::vector<Decision>& decisions() const;
  const Decision* Find(std::string_view key_or_name) const;  // null when there is none
  std::string Json() const;                                  // the documented result object
  std::string Text(Language language) const;

 private:
  friend class Policy;
  explicit Answer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct FactInfo {
  std::string key, name;  // English key (or Chinese when there is none), Chinese name
  std::string type;       // bool, int, enum, date, text
  std::string dimension;  // "money", "area", …; "" for plain numbers
  std::string question;
  std::string list;                 // key of the list whose elements have this fact, or ""
  std::vector<std::string> values;  // of an enum: keys in index order
  int64_t lo = 0, hi = 0;           // range of the stored number
};

class Policy;

// A case filled field by field, for callers that hold typed data. Reusable: Clear() between cases.
// Stored numbers: bool 0/1, enum index, money 分, dates days since 1970-01-01, see FactInfo.
class GUIJU_API Case {
 public:
  struct State;  // of the implementation
  ~Case();
  Case(Case&&) noexcept;
  Case& operator=(Case&&) noexcept;
  void Clear();
  // False: no such fact, or the value is outside its range. `fact`: index into Policy::Facts().
  bool Set(size_t fact, int64_t value);
  bool SetText(size_t fact, std::string_view text);
  // List elements: returns the element's number, for SetElement. The list is complete unless SetOpen is
  // called.
  bool AddElement(std::string_view list, size_t* element);
  bool SetElement(size_t fact, size_t element, int64_t value);
  bool SetOpen(std::string_view list);

 private:
  friend class Policy;
  explicit Case(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The bare outcome of a case: no allocation after the first use. For each decision of Policy::Decisions(), in
// order:
//   bool: lo = surely, hi = possibly   int, date: lo..hi   enum: lo = hi = mask of possible indexes   set:
//   masks
struct Outcome {
  std::vector<int64_t> lo, hi;
  bool determined = false;
};

struct BatchOptions {
  std::string input, output,
      errors;  // paths; *.csv is CSV, anything else JSON lines; errors "" = not written
  int threads = 1;
  std::vector<AxisDate> on;
  Tier tier = Tier::kAuto;
};
struct BatchSummary {
  uint64_t rows = 0, bad = 0, undetermined = 0;
  int64_t elapsed_ms = 0;
};

class GUIJU_API Policy {
 public:
  struct State;  // of the implementation
  explicit Policy(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::string name() const;  // 示范县.重大执法决定
  std::string title() const;
  bool is_example() const;      // invented figures, not law
  std::string closure() const;  // sha256:… of exactly the law applied
  std::string tier() const;     // what kAuto runs now: interpreter, tables, native
  const std::vector<FactInfo>& Facts() const;
  struct DecisionInfo {
    std::string key, name, type;
    std::vector<std::string> values;
  };
  const std::vector<DecisionInfo>& Decisions() const;

  Result<Answer> Classify(std::string_view case_json, const ClassifyOptions& options = {}) const;
  Case NewCase() const;
  void Evaluate(Case& input, Outcome* outcome, Tier tier = Tier::kAuto) const;
  Result<Answer> Classify(Case& input, const ClassifyOptions& options = {}) const;
  Result<BatchSummary> Batch(const BatchOptions& options) const;
  // Blocks until machine code is ready; afterwards kAuto uses it.
  Result<std::string> CompileNative() const;

 private:
  std::shared_ptr<const State> state_;
};

// A policy that can be replaced while it is used. Readers notice a replacement at their next Get(); calls in
// progress finish on the version they pinned.
class GUIJU_API Live {
 public:
  struct State;  // of the implementation
  // Compiles the policy's text as it is now and replaces the current version; on error the current one stays.
  Result<Policy> Reload();
  Policy Pin() const;
  uint64_t generation() const;

 private:
  friend class Engine;
  friend class Reader;
  explicit Live(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

// One thread's view of a Live policy: Get() costs one atomic read unless the policy was replaced.
class GUIJU_API Reader {
 public:
  explicit Reader(const Live& live);
  const Policy& Get();

 private:
  std::shared_ptr<Live::State> live_;
  uint64_t generation_ = 0;
  Policy policy_;
};

class GUIJU_API Engine {
 public:
  struct State;  // of the implementation
  static Result<Engine> Create(EngineOptions options = {});
  // A file, a directory holding one policy, or a policy's name in either spelling.
  Result<Policy> Load(const std::string& policy) const;
  Result<Live> Open(const std::string& policy) const;
  // Machine code still being compiled in the background is finished first.
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

 private:
  friend class Live;
  explicit Engine(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

GUIJU_API std::string Version();  // "0.1.0"

}  // namespace guiju
