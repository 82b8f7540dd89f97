// guiju: the command line. Results on standard output, diagnostics on standard error.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "tools/guiju/command.h"

namespace guiju::cli {
namespace {

bool WantsColor(int fd) {
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(fd) == 1 && (no_color == nullptr || *no_color == 0);
}

// --ui anywhere, so that even misuse is answered in the language asked for.
bool Chinese(const std::vector<std::string>& words) {
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--ui=en" || (words[i] == "--ui" && i + 1 < words.size() && words[i + 1] == "en"))
      return false;
  }
  return true;
}

int Main(std::vector<std::string> words) {
  Session session;
  session.chinese = Chinese(words);
  session.color_out = WantsColor(STDOUT_FILENO);
  session.color_err = WantsColor(STDERR_FILENO);
  if (words.empty()) {
    RunHelp(session);
    return kMisuse;
  }
  std::string name = words[0];
  if (name == "--help" || name == "-h") name = "help";
  if (name == "--version" || name == "-V") name = "version";
  words.erase(words.begin());
  const Command* command = FindCommand(name);
  if (command == nullptr) {
    std::vector<std::string> names;
    for (const Command& c : Commands()) names.emplace_back(c.name);
    std::string close = diag::ClosestName(name, names);
    return Misuse(session, session.chinese
                               ? fmt::format("没有命令 {}{}", name,
                                             close.empty() ? "" : fmt::format("；是否想用 {}？", close))
                               : fmt::format("no command {}{}", name,
                                             close.empty() ? "" : fmt::format("; did you mean {}?", close)));
  }
  base::Result<Arguments> arguments = Arguments::Parse(words, OptionsOf(*command), session.chinese);
  if (!arguments) return Misuse(session, arguments.error().message);
  session.arguments = std::move(*arguments);
  session.language_of_file = !session.arguments.Has("--ui");
  std::string ui = session.arguments.Get("--ui", "zh");
  if (ui != "zh" && ui != "en") return Misuse(session, fmt::format("--ui {}: zh, en", ui));
  std::string format = session.arguments.Get("--format", "text");
  session.json = format == "json";
  session.sarif = format == "sarif";
  bool findings = std::string_view(FormatsOf(*command)).ends_with("sarif");
  if (!session.json && !session.sarif && format != "text")
    return Misuse(session, fmt::format("--format {}: {}", format, FormatsOf(*command)));
  if (session.sarif && !findings) return Misuse(session, "--format sarif: check");
  if (session.arguments.Has("--help")) {
    Session help = session;
    help.arguments = *Arguments::Parse({name}, {}, session.chinese);
    return RunHelp(help);
  }
  return command->run(session);
}

}  // namespace
}  // namespace guiju::cli

int main(int argc, char** argv) { return guiju::cli::Main(std::vector<std::string>(argv + 1, argv + argc)); }
