// The C ABI (runtime/include/guiju.h) over the C++ API.
#include <fmt/format.h>

#include <cstdlib>
#include <cstring>
#include <new>

#include "runtime/caseio/json_text.h"
#include "runtime/engine/api_state.h"
#include "runtime/include/guiju.h"

struct guiju_engine {
  guiju::Engine engine;
};
struct guiju_policy {
  guiju::Policy policy;
};
struct guiju_live {
  guiju::Live live;
};
struct guiju_case {
  guiju::Case content;
  guiju::Outcome outcome;
};
struct guiju_error {
  guiju::Error error;
};

namespace {

void Report(guiju_error** out, guiju::Error error) {
  if (out != nullptr) *out = new guiju_error{std::move(error)};
}

char* Copy(const std::string& text) {
  char* out = static_cast<char*>(std::malloc(text.size() + 1));
  if (out != nullptr) std::memcpy(out, text.c_str(), text.size() + 1);
  return out;
}

std::string Text(const char* text) { return text == nullptr ? "" : text; }

// The members a caller compiled with an older header does not have stay zero.
template <class T>
T Known(const T* given) {
  T options{};
  if (given != nullptr) std::memcpy(&options, given, std::min(given->size, sizeof(T)));
  return options;
}

bool ReadTier(const char* name, guiju::Tier* tier) {
  std::string word = Text(name);
  if (word.empty() || word == "auto")
    *tier = guiju::Tier::kAuto;
  else if (word == "interpreter")
    *tier = guiju::Tier::kInterpreter;
  else if (word == "tables")
    *tier = guiju::Tier::kTables;
  else if (word == "native")
    *tier = guiju::Tier::kNative;
  else
    return false;
  return true;
}

// "决定=2024-02-07,act=2024-01-03"
std::vector<guiju::AxisDate> ReadDates(const char* text) {
  std::vector<guiju::AxisDate> dates;
  std::string rest = Text(text);
  while (!rest.empty()) {
    std::string part = rest.substr(0, rest.find(','));
    rest.erase(0, std::min(part.size() + 1, rest.size()));
    size_t equals = std::min(part.find('='), part.size());
    dates.push_back({part.substr(0, equals), part.substr(std::min(equals + 1, part.size()))});
  }
  return dates;
}

std::string StringsJson(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) out += (out.size() > 1 ? "," : "") + guiju::caseio::JsonString(text);
  return out + "]";
}

int64_t FactIndex(const guiju::Policy& policy, std::string_view name) {
  const auto& facts = policy.Facts();
  for (size_t i = 0; i < facts.size(); ++i) {
    if (facts[i].key == name || facts[i].name == name) return static_cast<int64_t>(i);
  }
  return -1;
}

}  // namespace

extern "C" {

int guiju_c_abi(void) { return GUIJU_C_ABI; }
const char* guiju_version(void) {
  static const std::string version = guiju::Version();
  return version.c_str();
}

const char* guiju_error_code(const guiju_error* error) {
  return error == nullptr ? "" : error->error.code.c_str();
}
const char* guiju_error_message(const guiju_error* error) {
  return error == nullptr ? "" : error->error.message.c_str();
}
const char* guiju_error_details(const guiju_error* error) {
  return error == nullptr ? "" : error->error.details.c_str();
}
void guiju_error_free(guiju_error* error) { delete error; }
void guiju_string_free(char* text) { std::free(text); }

guiju_engine* guiju_engine_new(const guiju_engine_options* given, guiju_error** error) {
  guiju_engine_options options = Known(given);
  guiju::EngineOptions inner;
  for (const char* const* root = options.search_roots; root != nullptr && *root != nullptr; ++root)
    inner.search_roots.emplace_back(*root);
  inner.cache_directory = Text(options.cache_directory);
  inner.library_directory = Text(options.library_directory);
  inner.calendar_known = Text(options.calendar_known);
  inner.region = Text(options.region);
  inner.language = options.english != 0 ? guiju::Language::kEnglish : guiju::Language::kChinese;
  inner.background_native = options.no_background_native == 0;
  guiju::Result<guiju::Engine> engine = guiju::Engine::Create(std::move(inner));
  if (!engine) {
    Report(error, engine.error());
    return nullptr;
  }
  return new guiju_engine{std::move(engine).value()};
}
void guiju_engine_free(guiju_engine* engine) { delete engine; }

guiju_policy* guiju_load(guiju_engine* engine, const char* policy, guiju_error** error) {
  guiju::Result<guiju::Policy> loaded = engine->engine.Load(Text(policy));
  if (!loaded) {
    Report(error, loaded.error());
    return nullptr;
  }
  return new guiju_policy{std::move(loaded).value()};
}
void guiju_policy_free(guiju_policy* policy) { delete policy; }
char* guiju_policy_name(const guiju_policy* policy) { return Copy(policy->policy.name()); }
char* guiju_policy_closure(const guiju_policy* policy) { return Copy(policy->policy.closure()); }
char* guiju_policy_tier(const guiju_policy* policy) { return Copy(policy->policy.tier()); }

char* guiju_policy_describe(const guiju_policy* policy) {
  using guiju::caseio::JsonString;
  std::string out = "{\"facts\": [";
  bool first = true;
  for (const guiju::FactInfo& fact : policy->policy.Facts()) {
    out += fmt::format(
        "{}\n  {{\"key\": {}, \"name\": {}, \"type\": \"{}\", \"dimension\": {}, \"list\": {}, \"question\": "
        "{}, \"values\": {}, \"lo\": {}, \"hi\": {}}}",
        first ? "" : ",", JsonString(fact.key), JsonString(fact.name), fact.type, JsonString(fact.dimension),
        JsonString(fact.list), JsonString(fact.question), StringsJson(fact.values), fact.lo, fact.hi);
    first = false;
  }
  out += "],\n \"decisions\": [";
  first = true;
  for (const auto& decision : policy->policy.Decisions()) {
    out += fmt::format("{}\n  {{\"key\": {}, \"name\": {}, \"type\": \"{}\", \"values\": {}}}",
                       first ? "" : ",", JsonString(decision.key), JsonString(decision.name), decision.type,
                       StringsJson(decision.values));
    first = false;
  }
  return Copy(out + "]}\n");
}

int guiju_policy_compile(guiju_policy* policy, guiju_error** error) {
  guiju::Result<std::string> tier = policy->policy.CompileNative();
  if (tier) return 0;
  Report(error, tier.error());
  return -1;
}

guiju_live* guiju_open(guiju_engine* engine, const char* policy, guiju_error** error) {
  guiju::Result<guiju::Live> live = engine->engine.Open(Text(policy));
  if (!live) {
    Report(error, live.error());
    return nullptr;
  }
  return new guiju_live{std::move(live).value()};
}
guiju_policy* guiju_pin(const guiju_live* live) { return new guiju_policy{live->live.Pin()}; }
int guiju_reload(guiju_live* live, guiju_error** error) {
  guiju::Result<guiju::Policy> policy = live->live.Reload();
  if (policy) return 0;
  Report(error, policy.error());
  return -1;
}
void guiju_live_free(guiju_live* live) { delete live; }

char* guiju_classify(const guiju_policy* policy, const char* case_json, size_t length,
                     const guiju_classify_options* given, guiju_error** error) {
  guiju_classify_options options = Known(given);
  guiju::ClassifyOptions inner;
  if (!ReadTier(options.tier, &inner.tier)) {
    Report(error, {"usage", fmt::format("no tier named {}", Text(options.tier)), ""});
    return nullptr;
  }
  inner.on = ReadDates(options.on);
  inner.explain = options.explain != 0;
  guiju::Result<guiju::Answer> answer = policy->policy.Classify({case_json, length}, inner);
  if (!answer) {
    Report(error, answer.error());
    return nullptr;
  }
  if (options.text != 0)
    return Copy(
        answer.value().Text(options.text == 1 ? guiju::Language::kChinese : guiju::Language::kEnglish));
  return Copy(answer.value().Json());
}

int64_t guiju_fact(const guiju_policy* policy, const char* name) {
  return FactIndex(policy->policy, Text(name));
}
int64_t guiju_decision(const guiju_policy* policy, const char* name) {
  const auto& decisions = policy->policy.Decisions();
  for (size_t i = 0; i < decisions.size(); ++i) {
    if (decisions[i].key == name || decisions[i].name == name) return static_cast<int64_t>(i);
  }
  return -1;
}

guiju_case* guiju_case_new(const guiju_policy* policy) {
  return new guiju_case{policy->policy.NewCase(), {}};
}
void guiju_case_free(guiju_case* c) { delete c; }
void guiju_case_clear(guiju_case* c) { c->content.Clear(); }
int guiju_case_set(guiju_case* c, int64_t fact, int64_t value) {
  return fact >= 0 && c->content.Set(static_cast<size_t>(fact), value) ? 0 : -1;
}
int guiju_case_set_text(guiju_case* c, int64_t fact, const char* text) {
  return fact >= 0 && c->content.SetText(static_cast<size_t>(fact), Text(text)) ? 0 : -1;
}
int64_t guiju_case_add_element(guiju_case* c, const char* list) {
  size_t element = 0;
  return c->content.AddElement(Text(list), &element) ? static_cast<int64_t>(element) : -1;
}
int guiju_case_set_element(guiju_case* c, int64_t fact, int64_t element, int64_t value) {
  return fact >= 0 && element >= 0 &&
                 c->content.SetElement(static_cast<size_t>(fact), static_cast<size_t>(element), value)
             ? 0
             : -1;
}
int guiju_evaluate(const guiju_policy* policy, guiju_case* c) {
  policy->policy.Evaluate(c->content, &c->outcome);
  return c->outcome.lo.empty() ? -1 : c->outcome.determined ? 0 : 1;
}
int64_t guiju_case_lo(const guiju_case* c, int64_t decision) {
  return decision >= 0 && static_cast<size_t>(decision) < c->outcome.lo.size()
             ? c->outcome.lo[static_cast<size_t>(decision)]
             : 0;
}
int64_t guiju_case_hi(const guiju_case* c, int64_t decision) {
  return decision >= 0 && static_cast<size_t>(decision) < c->outcome.hi.size()
             ? c->outcome.hi[static_cast<size_t>(decision)]
             : 0;
}

int guiju_batch(const guiju_policy* policy, const char* input, const char* output, const char* errors_path,
                int threads, guiju_batch_summary* summary, guiju_error** error) {
  guiju::BatchOptions options;
  options.input = Text(input);
  options.output = Text(output);
  options.errors = Text(errors_path);
  options.threads = threads;
  guiju::Result<guiju::BatchSummary> done = policy->policy.Batch(options);
  if (!done) {
    Report(error, done.error());
    return -1;
  }
  if (summary != nullptr)
    *summary = {done.value().rows, done.value().bad, done.value().undetermined, done.value().elapsed_ms};
  return done.value().bad > 0 ? 1 : 0;
}

}  // extern "C"
