#include <fmt/format.h>

#include "compiler/plugin/plugin.h"
#include "compiler/source/utf8.h"
#include "runtime/caseio/json_text.h"
#include "tools/guiju/command.h"

namespace guiju::cli {
namespace {

std::string Padded(const std::string& text, size_t columns) {
  size_t width = source::DisplayWidth(text);
  return text + std::string(width < columns ? columns - width : 1, ' ');
}

std::string Overview(const Session& session) {
  std::string out = session.Pick(
      "规矩 guiju —— 把行政执法制度写成可检查、可运行、可说明理由的文件\n\n用法：guiju 命令 …\n\n",
      "guiju - enforcement policies that can be checked, run and explained\n\nusage: guiju COMMAND …\n\n");
  for (const Command& command : Commands())
    out += "  " + Padded(command.name, 12) + session.Pick(command.zh, command.en) + "\n";
  out += session.Pick(
      "\n每个命令的用法和例子：guiju help 命令名，例如 guiju help classify\n"
      "所有命令都有：--format text|json（输出格式）、--ui zh|en（语言）\n"
      "退出状态：0 是、完成；1 否（有错误、例子不通过、--strict 下不能确定、批量中有误）；2 "
      "用法或环境有问题\n",
      "\nguiju help COMMAND explains a command, for example: guiju help classify --ui en\n"
      "Every command takes --format text|json and --ui zh|en.\n"
      "Exit status: 0 yes, done; 1 no (findings, failed examples, undetermined under --strict, bad rows); 2 "
      "misuse or environment\n");
  return out;
}

std::string HelpOf(const Session& session, const Command& command) {
  std::string out =
      fmt::format("guiju {} {}\n{}\n", command.name, command.usage, session.Pick(command.zh, command.en));
  const char* example = session.Pick(command.help_zh, command.help_en);
  if (*example != 0) out += fmt::format("\n{}\n", example);
  out += session.Pick("\n选项：\n", "\noptions:\n");
  for (const OptionSpec& option : OptionsOf(command)) {
    std::string left = fmt::format("{}{}{}{}{}", option.name, *option.alias != 0 ? ", " : "", option.alias,
                                   *option.value != 0 ? " " : "", option.value);
    out += "  " + Padded(left, 30) + session.Pick(option.zh, option.en) + "\n";
  }
  return out;
}

}  // namespace

int RunHelp(const Session& session) {
  if (session.arguments.paths().empty()) {
    Out(Overview(session));
    return kYes;
  }
  const Command* command = FindCommand(session.arguments.paths()[0]);
  if (command == nullptr)
    return Misuse(session, fmt::format(fmt::runtime(session.Pick("没有命令 {}", "no command {}")),
                                       session.arguments.paths()[0]));
  Out(HelpOf(session, *command));
  return kYes;
}

int RunVersion(const Session& session) {
  std::string build = plugin::BuildId();
  std::string version = build.substr(0, build.find('-'));
  if (session.json) {
    Out(fmt::format("{{\"version\": {}, \"build\": {}, \"language_edition\": {}}}\n",
                    caseio::JsonString(version), caseio::JsonString(build), ir::kLanguageEdition));
  } else {
    Out(fmt::format(fmt::runtime(session.Pick("guiju {}（语言版次 {}，构建 {}）\n",
                                              "guiju {} (language edition {}, build {})\n")),
                    version, ir::kLanguageEdition, build));
  }
  return kYes;
}

int RunCompletion(const Session& session) {
  std::string shell = session.arguments.paths().empty() ? "" : session.arguments.paths()[0];
  if (shell != "bash" && shell != "zsh") return Misuse(session, "guiju completion bash|zsh");
  std::string names, cases;
  for (const Command& command : Commands()) {
    names += std::string(names.empty() ? "" : " ") + command.name;
    std::string options;
    for (const OptionSpec& option : OptionsOf(command))
      options += std::string(options.empty() ? "" : " ") + option.name;
    cases += fmt::format("    {}) options=\"{}\" ;;\n", command.name, options);
  }
  std::string out;
  if (shell == "zsh") out += "#compdef guiju\nautoload -U +X bashcompinit && bashcompinit\n";
  out +=
      "_guiju() {\n  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} "
      "options=\"\"\n";
  out += fmt::format(
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then COMPREPLY=($(compgen -W \"{}\" -- \"$current\")); return; fi\n",
      names);
  out +=
      "  case \"$previous\" in\n    --format) COMPREPLY=($(compgen -W \"text json sarif\" -- \"$current\")); "
      "return ;;\n"
      "    --ui|--lang) COMPREPLY=($(compgen -W \"zh en\" -- \"$current\")); return ;;\n"
      "    --tier) COMPREPLY=($(compgen -W \"interp tables native\" -- \"$current\")); return ;;\n"
      "    --after) COMPREPLY=($(compgen -W \"source syntax model ir plan native\" -- \"$current\")); return "
      ";;\n";
  out +=
      fmt::format("    help) COMPREPLY=($(compgen -W \"{}\" -- \"$current\")); return ;;\n  esac\n", names);
  out += "  case \"${COMP_WORDS[1]}\" in\n" + cases + "  esac\n";
  out +=
      "  case \"$current\" in\n    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$current\")) ;;\n"
      "    *) COMPREPLY=($(compgen -f -- \"$current\")) ;;\n  esac\n}\n";
  out += "complete -o filenames -F _guiju guiju\n";
  Out(out);
  return kYes;
}

}  // namespace guiju::cli
