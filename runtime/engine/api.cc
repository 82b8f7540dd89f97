// The public C++ API (runtime/include/guiju.hpp) over the engine.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>

#include "compiler/plugin/plugin.h"
#include "runtime/engine/api_state.h"
#include "runtime/engine/batch.h"

namespace guiju {
namespace {

Error Environment(std::string message) { return {"environment", std::move(message), ""}; }

// The first problem as the error, all of them as its details.
Error CaseError(const caseio::Problems& problems, std::string_view text, diag::Language language) {
  if (problems.all().empty()) return {"usage", "", ""};
  return {diag::CodeOf(problems.all()[0].kind), caseio::RenderShort(problems.all()[0], text, language),
          caseio::RenderProblems(problems, text, "case", {language, false})};
}

engine::Tier TierOf(Tier tier) {
  switch (tier) {
    case Tier::kAuto:
      return engine::Tier::kAuto;
    case Tier::kInterpreter:
      return engine::Tier::kInterpreter;
    case Tier::kTables:
      return engine::Tier::kTables;
    case Tier::kNative:
      return engine::Tier::kNative;
  }
  return engine::Tier::kAuto;
}

const char* TypeName(ir::TypeKind kind) {
  switch (kind) {
    case ir::TypeKind::kBool:
      return "bool";
    case ir::TypeKind::kInt:
      return "int";
    case ir::TypeKind::kEnum:
      return "enum";
    case ir::TypeKind::kDate:
      return "date";
    case ir::TypeKind::kText:
      return "text";
    case ir::TypeKind::kSet:
      return "set";
  }
  return "";
}

std::vector<std::string> ValuesOf(const ir::Program& program, const ir::Type& type) {
  std::vector<std::string> keys;
  if (type.kind != ir::TypeKind::kEnum && type.kind != ir::TypeKind::kSet) return keys;
  for (const ir::Name& value : program.enums[type.enumeration].values) keys.push_back(value.Key());
  return keys;
}

base::Result<std::vector<engine::AxisDate>> DatesOf(const std::vector<AxisDate>& on) {
  std::vector<engine::AxisDate> dates;
  for (const AxisDate& date : on) {
    std::optional<value::Day> day = value::ParseDate(date.date);
    if (!day) return base::Error{fmt::format("“{}”不是日期 (not a date: {})", date.date, date.date)};
    dates.push_back({date.axis, *day});
  }
  return dates;
}

std::vector<std::string> Keys(const std::vector<caseio::Reason>& reasons) {
  std::vector<std::string> keys;
  keys.reserve(reasons.size());
  for (const caseio::Reason& reason : reasons) keys.push_back(reason.key);
  return keys;
}

Decision Describe(const ir::Program& program, const caseio::DecisionAnswer& answer) {
  const ir::Decision& decision = program.decisions[answer.decision];
  Decision out;
  out.key = answer.key;
  out.name = decision.name.In(true);
  out.determined = answer.determined;
  if (answer.determined) {
    int64_t value = caseio::ExactValue(decision.type, answer.lo);
    caseio::AppendValueJson(&out.value, program, decision.type, value);
    out.text = caseio::ValueText(program, decision.type, value, true);
  } else {
    caseio::AppendPossibleJson(&out.possible, program, decision, answer.lo, answer.hi);
    if (std::optional<int64_t> value = caseio::ActOnValue(decision, answer.lo, answer.hi, answer.uncounted)) {
      caseio::AppendValueJson(&out.act_on, program, decision.type, *value);
    } else {
      out.act_on = decision.act_on == ir::ActOn::kBlock      ? "block"
                   : decision.act_on == ir::ActOn::kWithhold ? "withhold"
                                                             : "null";
    }
    for (const caseio::Question& question : answer.ask) out.ask.push_back(question.key);
  }
  out.because = Keys(answer.because);
  out.excepted = Keys(answer.excepted);
  out.basis = answer.basis;
  return out;
}

}  // namespace

std::string Version() {
  std::string build = plugin::BuildId();
  return build.substr(0, build.find('-'));
}

// ---- background compilation
// ---------------------------------------------------------------------------------------------

bool Background::HasThread() {
  if (thread_.joinable()) return true;
  try {
    thread_ = std::thread([this] { Run(); });
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

void Background::Add(std::shared_ptr<const engine::LoadedPolicy> policy) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (!HasThread()) {  // tables at once, native code only when asked for
    lock.unlock();
    policy->BuildTables();
    return;
  }
  waiting_.push_back(std::move(policy));
  lock.unlock();
  changed_.notify_one();
}

void Background::Run() {
  while (true) {
    std::shared_ptr<const engine::LoadedPolicy> policy;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
      if (closing_) return;
      policy = std::move(waiting_.front());
      waiting_.pop_front();
    }
    policy->BuildTables();
    (void)engine_.MakeNative(policy).ok();  // on failure the tables stay in use
  }
}

Background::~Background() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    closing_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

// ---- engine
// -------------------------------------------------------------------------------------------------------------

Engine::Engine(std::shared_ptr<State> state) : state_(std::move(state)) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

Result<Engine> Engine::Create(EngineOptions options) {
  engine::Settings settings = engine::DefaultSettings();
  settings.roots.insert(settings.roots.begin(), options.search_roots.begin(), options.search_roots.end());
  if (!options.cache_directory.empty())
    settings.cache_directory = options.cache_directory == "none" ? "" : options.cache_directory;
  settings.library_directory = options.library_directory;
  settings.region = options.region;
  if (!options.calendar_known.empty()) {
    settings.known = value::ParseDate(options.calendar_known);
    if (!settings.known)
      return Error{"usage", fmt::format("“{}”不是日期 (not a date)", options.calendar_known), ""};
  }
  base::Result<std::shared_ptr<const value::Calendar>> calendar =
      value::Calendar::Builtin(settings.known, settings.region);
  if (!calendar) return Error{"usage", calendar.error().message, ""};
  return Engine(std::make_shared<State>(std::move(options), std::move(settings)));
}

static Result<Policy> LoadPolicy(const std::shared_ptr<Engine::State>& state, const std::string& subject) {
  engine::Engine::Loaded loaded = state->engine.Load(subject);
  if (loaded.policy == nullptr) {
    if (!loaded.error.empty()) return Environment(loaded.error);
    diag::Language language = state->language();
    for (const diag::Diagnostic& diagnostic : loaded.compilation.diagnostics) {
      if (diag::InfoOf(diagnostic.kind).severity != diag::Severity::kError) continue;
      return Error{
          diag::CodeOf(diagnostic.kind), diagnostic.Message(language),
          diag::RenderText(loaded.compilation.diagnostics, *loaded.compilation.sources, {language, false})};
    }
    return Environment("the policy could not be compiled");
  }
  if (state->options.background_native) state->background.Add(loaded.policy);
  return Policy(std::make_shared<const Policy::State>(state, loaded.policy));
}

Result<Policy> Engine::Load(const std::string& policy) const { return LoadPolicy(state_, policy); }

Result<Live> Engine::Open(const std::string& subject) const {
  Result<Policy> policy = LoadPolicy(state_, subject);
  if (!policy) return policy.error();
  return Live(std::make_shared<Live::State>(state_, subject, std::move(policy).value()));
}

// ---- hot replacement
// ----------------------------------------------------------------------------------------------------

Result<Policy> Live::Reload() {
  std::lock_guard<std::mutex> one_at_a_time(state_->reloading);
  Result<Policy> policy = LoadPolicy(state_->engine, state_->subject);
  if (!policy) return policy;
  std::lock_guard<std::mutex> lock(state_->mutex);
  state_->current = policy.value();
  state_->generation.fetch_add(1, std::memory_order_release);
  return policy;
}

Policy Live::Pin() const {
  std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->current;
}

uint64_t Live::generation() const { return state_->generation.load(std::memory_order_acquire); }

Reader::Reader(const Live& live) : live_(live.state_), generation_(live.generation()), policy_(live.Pin()) {}

const Policy& Reader::Get() {
  uint64_t now = live_->generation.load(std::memory_order_acquire);
  if (now != generation_) {
    std::lock_guard<std::mutex> lock(live_->mutex);
    policy_ = live_->current;
    generation_ = live_->generation.load(std::memory_order_relaxed);
  }
  return policy_;
}

// ---- policy
// -------------------------------------------------------------------------------------------------------------

Policy::State::State(std::shared_ptr<Engine::State> engine_state,
                     std::shared_ptr<const engine::LoadedPolicy> loaded)
    : engine(std::move(engine_state)), policy(std::move(loaded)) {
  const ir::Program& program = policy->program();
  for (const ir::Fact& fact : program.facts) {
    FactInfo info;
    info.key = fact.name.Key();
    info.name = fact.name.In(true);
    info.type = TypeName(fact.type.kind);
    info.dimension = fact.type.dim;
    info.question = fact.question;
    if (fact.list) info.list = program.lists[fact.list].name.Key();
    info.values = ValuesOf(program, fact.type);
    info.lo = fact.range.lo;
    info.hi = fact.range.hi;
    facts.push_back(std::move(info));
  }
  for (const engine::LoadedPolicy::Visible& visible : policy->visible()) {
    const ir::Decision& decision = program.decisions[visible.decision];
    decisions.push_back({visible.key, decision.name.In(true), TypeName(decision.type.kind),
                         ValuesOf(program, decision.type)});
  }
}

std::string Policy::name() const {
  const ir::Program& program = state_->policy->program();
  return program.policies[program.main].name.In(true);
}
std::string Policy::title() const {
  const ir::Program& program = state_->policy->program();
  return program.policies[program.main].title;
}
bool Policy::is_example() const {
  const ir::Program& program = state_->policy->program();
  return program.policies[program.main].is_example;
}
std::string Policy::closure() const { return state_->policy->closure(); }
std::string Policy::tier() const { return engine::NameOf(state_->policy->Ready(engine::Tier::kAuto)); }
const std::vector<FactInfo>& Policy::Facts() const { return state_->facts; }
const std::vector<Policy::DecisionInfo>& Policy::Decisions() const { return state_->decisions; }

Result<std::string> Policy::CompileNative() const {
  base::Status status = state_->engine->engine.MakeNative(state_->policy);
  if (!status) return Environment(status.error().message);
  return tier();
}

Result<Answer> Policy::Classify(std::string_view case_json, const ClassifyOptions& options) const {
  base::Result<std::vector<engine::AxisDate>> dates = DatesOf(options.on);
  if (!dates) return Error{"usage", dates.error().message, ""};
  engine::ClassifyOptions inner;
  inner.tier = TierOf(options.tier);
  inner.on = *dates;
  inner.answer = {options.ask, options.explain, state_->engine->language() == diag::Language::kZh};
  if (inner.tier == engine::Tier::kTables) state_->policy->BuildTables();
  engine::ClassifyOutcome outcome = engine::Classify(*state_->policy, case_json, inner);
  if (!outcome.error.empty()) return Error{"usage", outcome.error, ""};
  if (!outcome.answer) return CaseError(outcome.problems, case_json, state_->engine->language());
  return Answer(std::make_unique<Answer::State>(state_, std::move(*outcome.answer)));
}

Result<Answer> Policy::Classify(Case& input, const ClassifyOptions& options) const {
  base::Result<std::vector<engine::AxisDate>> dates = DatesOf(options.on);
  if (!dates) return Error{"usage", dates.error().message, ""};
  auto axes = engine::ResolveAxes(*state_->policy, *dates);
  if (!axes) return Error{"usage", axes.error().message, ""};
  Case::State& state = *input.state_;
  if (state.policy->policy != state_->policy)
    return Error{"usage", "the case was made for another policy", ""};
  if (TierOf(options.tier) == engine::Tier::kTables) state_->policy->BuildTables();
  state.buffer.Seal();
  engine::FillAxes(*state_->policy, *axes, state.buffer.row());
  std::vector<interp::Presumed> presumed = state_->policy->Presume(state.buffer.row());
  engine::Tier tier = state_->policy->Ready(TierOf(options.tier));
  state_->policy->Evaluate(tier, state.buffer.row(), state.words.data());
  engine::AnswerOptions answer{options.ask, options.explain,
                               state_->engine->language() == diag::Language::kZh};
  return Answer(std::make_unique<Answer::State>(
      state_,
      engine::BuildAnswer(*state_->policy, state.buffer, state.words.data(), presumed, tier, answer)));
}

Result<BatchSummary> Policy::Batch(const BatchOptions& options) const {
  base::Result<std::vector<engine::AxisDate>> dates = DatesOf(options.on);
  if (!dates) return Error{"usage", dates.error().message, ""};
  engine::BatchOptions inner;
  inner.input = options.input;
  inner.output = options.output;
  inner.errors = options.errors;
  inner.input_format = engine::FormatOf(options.input);
  inner.output_format = engine::FormatOf(options.output);
  inner.threads = options.threads;
  inner.tier = TierOf(options.tier);
  inner.on = *dates;
  inner.language = state_->engine->language();
  base::Result<engine::BatchSummary> summary = engine::RunBatch(*state_->policy, inner);
  if (!summary) return Environment(summary.error().message);
  return BatchSummary{summary->rows, summary->bad, summary->undetermined, summary->elapsed_ms};
}

void Policy::Evaluate(Case& input, Outcome* outcome, Tier tier) const {
  Case::State& state = *input.state_;
  const engine::LoadedPolicy& policy = *state_->policy;
  if (state.policy->policy != state_->policy) return;
  state.buffer.Seal();
  if (policy.presumes()) policy.Presume(state.buffer.row());
  policy.Evaluate(TierOf(tier), state.buffer.row(), state.words.data());
  abi::Outcome view(policy.shape(), state.words.data());
  outcome->lo.resize(policy.visible().size());
  outcome->hi.resize(policy.visible().size());
  outcome->determined = true;
  for (size_t i = 0; i < policy.visible().size(); ++i) {
    ir::DecisionId id = policy.visible()[i].decision;
    outcome->lo[i] = view.lo[id.index];
    outcome->hi[i] = view.hi[id.index];
    if (!caseio::IsDetermined(policy.program().decisions[id].type, outcome->lo[i], outcome->hi[i]))
      outcome->determined = false;
  }
}

// ---- answers
// ------------------------------------------------------------------------------------------------------------

Answer::Answer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Answer::~Answer() = default;
Answer::Answer(Answer&&) noexcept = default;
Answer& Answer::operator=(Answer&&) noexcept = default;

Answer::State::State(std::shared_ptr<const Policy::State> state, caseio::Classification built)
    : policy(std::move(state)), classification(std::move(built)) {
  for (const caseio::DecisionAnswer& answer : classification.decisions)
    decisions.push_back(Describe(*classification.program, answer));
}

bool Answer::determined() const { return state_->classification.determined(); }
const std::vector<Decision>& Answer::decisions() const { return state_->decisions; }
const Decision* Answer::Find(std::string_view name) const {
  for (const Decision& decision : state_->decisions) {
    if (decision.key == name || decision.name == name) return &decision;
  }
  return nullptr;
}
std::string Answer::Json() const { return caseio::ToJson(state_->classification); }
std::string Answer::Text(Language language) const {
  return caseio::ToText(state_->classification, {language == Language::kChinese, false});
}

}  // namespace guiju
