#include <fmt/format.h>

#include "tools/guiju/command.h"

namespace guiju::cli {
namespace {

// --only 法制审核范围,听证范围: by either spelling, in any number.
base::Result<std::vector<ir::DecisionId>> OnlyOf(const Session& session, const engine::LoadedPolicy& policy) {
  std::vector<ir::DecisionId> only;
  for (std::string text : session.arguments.All("--only")) {
    for (std::string_view separator : {"，", "、"}) {
      for (size_t at = 0; (at = text.find(separator, at)) != std::string::npos;)
        text.replace(at, separator.size(), ",");
    }
    for (size_t begin = 0; begin <= text.size();) {
      size_t end = std::min(text.find(',', begin), text.size());
      std::string name = text.substr(begin, end - begin);
      begin = end + 1;
      ir::DecisionId found = policy.FindDecision(name);
      if (found) {
        only.push_back(found);
        continue;
      }
      std::vector<std::string> names;
      for (const auto& visible : policy.visible()) {
        const ir::Name& known = policy.program().decisions[visible.decision].name;
        names.insert(names.end(), {known.zh, known.en});
      }
      std::string close = diag::ClosestName(name, names);
      if (session.chinese)
        return base::Error{fmt::format("--only：制度中没有判定“{}”{}", name,
                                       close.empty() ? "" : fmt::format("；是否想写“{}”？", close))};
      return base::Error{fmt::format("--only: the policy has no decision \"{}\"{}", name,
                                     close.empty() ? "" : fmt::format("; did you mean \"{}\"?", close))};
    }
  }
  return only;
}

}  // namespace

int RunClassify(const Session& session) {
  const std::vector<std::string>& paths = session.arguments.paths();
  if (paths.size() != 2)
    return Misuse(session, session.Pick("用法：guiju classify 制度 案件.json",
                                        "usage: guiju classify POLICY CASE.json"));
  base::Result<engine::Settings> settings = SettingsOf(session);
  base::Result<std::vector<engine::AxisDate>> on = AxesOf(session);
  base::Result<engine::Tier> tier = TierOf(session);
  if (!settings) return Misuse(session, settings.error().message);
  if (!on) return Misuse(session, on.error().message);
  if (!tier) return Misuse(session, tier.error().message);
  engine::Engine engine(*settings);
  std::shared_ptr<const engine::LoadedPolicy> policy = LoadOrReport(session, engine, paths[0]);
  if (policy == nullptr) return kMisuse;

  engine::ClassifyOptions options;
  options.tier = *tier;
  options.on = *on;
  options.answer.explain = session.arguments.Has("--explain");
  options.answer.chinese = session.chinese;
  options.answer.brief = session.arguments.Has("--brief");
  base::Result<std::vector<ir::DecisionId>> only = OnlyOf(session, *policy);
  if (!only) return Misuse(session, only.error().message);
  options.answer.only = *only;
  base::Result<std::string> text = ReadInput(paths[1], options.limits.max_bytes);
  if (!text) return Misuse(session, text.error().message);
  if (*tier == engine::Tier::kTables) policy->BuildTables();
  if (*tier == engine::Tier::kNative) {
    if (base::Status status = engine.MakeNative(policy); !status)
      return Misuse(session, status.error().message);
  }
  if (*tier == engine::Tier::kAuto) engine.LoadNative(policy);

  engine::ClassifyOutcome outcome = engine::Classify(*policy, *text, options);
  if (!outcome.error.empty()) return Misuse(session, outcome.error);
  if (!outcome.answer) {
    std::string name = paths[1] == "-" ? "<stdin>" : paths[1];
    Err(session.json
            ? caseio::RenderProblemsJson(outcome.problems, *text, session.language()) + "\n"
            : caseio::RenderProblems(outcome.problems, *text, name, {session.language(), session.color_err}));
    return kMisuse;
  }
  Out(session.json
          ? caseio::ToJson(*outcome.answer)
          : caseio::ToText(*outcome.answer, {session.chinese, session.color_out, options.answer.brief}));
  return session.arguments.Has("--strict") && !outcome.answer->determined() ? kNo : kYes;
}

}  // namespace guiju::cli
