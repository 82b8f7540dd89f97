#pragma once
// What every command has at hand, and the table of commands.
#include <cstdio>
#include <string>
#include <vector>

#include "runtime/engine/engine.h"
#include "tools/guiju/arguments.h"

namespace guiju::cli {

struct Session {
  bool chinese = true;
  bool language_of_file = true;  // no --ui: what is found in an English file is told in English
  bool json = false;             // --format json
  bool sarif = false;
  bool color_out = false, color_err = false;
  Arguments arguments;

  diag::Language language() const { return chinese ? diag::Language::kZh : diag::Language::kEn; }
  diag::RenderOptions messages() const { return {language(), color_err, language_of_file}; }
  const char* Pick(const char* zh, const char* en) const { return chinese ? zh : en; }
};

struct Command {
  const char* name;
  int (*run)(const Session& session);
  std::vector<OptionSpec> options;  // besides --format, --ui, --help
  const char* usage;                // after "guiju NAME"
  const char *zh, *en;              // one line
  const char *help_zh, *help_en;    // worked examples
};
const std::vector<Command>& Commands();
const Command* FindCommand(const std::string& name);
std::vector<Command> StoreCommands();
std::vector<OptionSpec> OptionsOf(const Command& command);
const char* FormatsOf(const Command& command);  // "text|json", and sarif where findings are the result

int RunCheck(const Session& session);
int RunFormat(const Session& session);
int RunClassify(const Session& session);
int RunBatch(const Session& session);
int RunTest(const Session& session);
int RunDump(const Session& session);
int RunCompile(const Session& session);
int RunCalendar(const Session& session);
int RunCase(const Session& session);
int RunSession(const Session& session);
int RunPeople(const Session& session);
int RunDue(const Session& session);
int RunTick(const Session& session);
int RunSign(const Session& session);
int RunVerify(const Session& session);
int RunLog(const Session& session);
int RunRebuild(const Session& session);
int RunCompletion(const Session& session);
int RunVersion(const Session& session);
int RunHelp(const Session& session);

// ---- shared by commands ----

void Out(const std::string& text);  // standard output; exits 2 when it cannot be written
void Err(const std::string& text);  // standard error
int Misuse(const Session& session, const std::string& message);  // message, hint to help; returns kMisuse
// Settings from --known, --region, --no-cache.
base::Result<engine::Settings> SettingsOf(const Session& session);
// Loads or says on standard error why not (diagnostics included).
std::shared_ptr<const engine::LoadedPolicy> LoadOrReport(const Session& session, const engine::Engine& engine,
                                                         const std::string& subject);
// --on AXIS=DATE …
base::Result<std::vector<engine::AxisDate>> AxesOf(const Session& session);
base::Result<engine::Tier> TierOf(const Session& session);
// Whole file or standard input ("-"); at most `limit` bytes and one more.
base::Result<std::string> ReadInput(const std::string& path, size_t limit);

}  // namespace guiju::cli
