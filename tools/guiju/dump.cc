#include <fmt/format.h>

#include <filesystem>

#include "compiler/plan/plan.h"
#include "tools/guiju/command.h"

namespace guiju::cli {
namespace {

constexpr const char* kPhases = "source, syntax, model, ir, plan, native";

}  // namespace

int RunDump(const Session& session) {
  std::string phase = session.arguments.Get("--after");
  if (session.arguments.paths().size() != 1 || phase.empty())
    return Misuse(
        session, fmt::format(fmt::runtime(session.Pick("用法：guiju dump --after 阶段 制度；阶段：{}",
                                                       "usage: guiju dump --after PHASE POLICY; phases: {}")),
                             kPhases));
  base::Result<engine::Settings> settings = SettingsOf(session);
  if (!settings) return Misuse(session, settings.error().message);
  engine::Engine engine(*settings);
  const std::string& subject = session.arguments.paths()[0];
  if (phase == "source" || phase == "syntax" || phase == "model") {
    base::Result<const plugin::FrontEnd*> compiler = engine.front_end();
    if (!compiler) return Misuse(session, compiler.error().message);
    base::Result<std::string> path = engine.Resolve(subject);
    if (!path) return Misuse(session, path.error().message);
    base::Result<std::string> text = (*compiler)->Dump(phase, *path, settings->roots);
    if (!text) return Misuse(session, text.error().message);
    Out(*text);
    return kYes;
  }
  if (phase != "ir" && phase != "plan" && phase != "native")
    return Misuse(session, fmt::format("--after {}: {}", phase, kPhases));
  std::shared_ptr<const engine::LoadedPolicy> policy = LoadOrReport(session, engine, subject);
  if (policy == nullptr) return kMisuse;
  if (phase == "ir") Out(ir::Print(policy->program()));
  if (phase == "plan") Out(plan::Print(plan::Make(policy->program())));
  if (phase == "native") {
    base::Result<const plugin::BackEnd*> compiler = engine.back_end();
    if (!compiler) return Misuse(session, compiler.error().message);
    base::Result<std::string> text = (*compiler)->Listing(policy->program(), policy->layout());
    if (!text) return Misuse(session, text.error().message);
    Out(*text);
  }
  return kYes;
}

// guiju compile POLICY -o DIR
int RunCompile(const Session& session) {
  if (session.arguments.paths().size() != 1 || !session.arguments.Has("--output"))
    return Misuse(session,
                  session.Pick("用法：guiju compile 制度 -o 目录", "usage: guiju compile POLICY -o DIR"));
  base::Result<engine::Settings> settings = SettingsOf(session);
  if (!settings) return Misuse(session, settings.error().message);
  engine::Engine engine(*settings);
  std::shared_ptr<const engine::LoadedPolicy> policy =
      LoadOrReport(session, engine, session.arguments.paths()[0]);
  if (policy == nullptr) return kMisuse;
  base::Result<const plugin::BackEnd*> compiler = engine.back_end();
  if (!compiler) return Misuse(session, compiler.error().message);
  // Letters, digits and underscores of the machine name; Chinese names need --name.
  std::string stem = session.arguments.Get("--name");
  if (stem.empty()) {
    const ir::Name& name = policy->program().policies[policy->program().main].name;
    for (char c : name.Key()) stem += (c == '.' || c == '-') ? '_' : c;
  }
  for (char c : stem) {
    bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!fits || stem[0] == '_' || (stem[0] >= '0' && stem[0] <= '9'))
      return Misuse(session,
                    fmt::format(fmt::runtime(session.Pick(
                                    "“{}”不能作为 C 的名称；用 --name 给一个由字母、数字、下划线组成的名称",
                                    "\"{}\" is no C name; give one with --name")),
                                stem));
  }
  std::error_code error;
  std::filesystem::create_directories(session.arguments.Get("--output"), error);
  auto files = (*compiler)->EmitLibrary(policy->program(), policy->layout(), policy->calendar(),
                                        session.arguments.Get("--output"), stem);
  if (!files) return Misuse(session, files.error().message);
  Out(fmt::format("{}\n{}\n{}\n", files->header, files->shared_library, files->static_library));
  return kYes;
}

}  // namespace guiju::cli
