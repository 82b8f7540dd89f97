#include "tools/guiju/command.h"

namespace guiju::cli {
namespace {

const OptionSpec kUi{
    "--ui", "", "zh|en", "提示所用的语言（不写时：英文制度的错误用英文，其余用中文）",
    "language of messages (default: English for findings in English policies, else Chinese)"};
const OptionSpec kHelp{"--help", "-h", "", "显示这个命令的说明", "explain this command"};
const OptionSpec kOn{"--on", "", "轴=日期", "案件没有写明的时间轴的日期，可重复",
                     "date of an axis the case leaves open; may repeat"};
const OptionSpec kTier{"--tier", "", "interp|tables|native", "用哪一种方式计算（结果相同）",
                       "how to compute (same answers)"};
const OptionSpec kKnown{"--known", "", "日期", "只用这一天以前公布的放假通知",
                        "only holiday notices published by this day"};
const OptionSpec kRegion{"--region", "", "地区", "地区日历，如 楚雄", "regional calendar, e.g. 楚雄"};
const OptionSpec kNoCache{"--no-cache", "", "", "不读也不写缓存", "neither read nor write the cache"};

std::vector<Command> PolicyCommands() {
  return {
      {"check",
       RunCheck,
       {{"--lint", "", "", "另外提示可以改进之处", "also report what could be better"}, kNoCache},
       "PATH…",
       "检查制度文件，指出错误并说明怎样改",
       "check policy files and say what to write instead",
       R"(  guiju check policies/datong            检查一个目录里的制度
  guiju check 我的制度.gj --lint          连可以改进之处一起提示
  每一处错误都给出编号（如 GJ0301）、所在行、错在哪里、应当怎样写。
  没有错误时退出状态为 0，有错误时为 1。
  guiju check policies --format sarif     给代码托管平台和编辑器读的结果（SARIF 2.1.0）)",
       R"(  guiju check policies/datong            check the policies of a folder
  guiju check my_policy.gj --lint        with hints
  Every mistake comes with its code (GJ0301), its line, what is wrong and what to write.
  Exit status 0 when there is no error, 1 otherwise.
  guiju check policies --format sarif    for code hosts and editors (SARIF 2.1.0))"},
      {"fmt",
       RunFormat,
       {{"--lang", "", "zh|en", "写成中文或英文", "write in Chinese or English"},
        {"--check", "", "", "只看是不是规范格式", "only say whether the files are in canonical form"},
        {"--write", "-w", "", "直接改写文件", "change the files in place"}},
       "PATH…",
       "把制度文件整理成规范格式，可在中英文之间无损转换",
       "canonical form; lossless between Chinese and English",
       R"(  guiju fmt 我的制度.gj                   把整理后的文本显示出来，文件不动
  guiju fmt -w policies                   整理目录里的全部制度
  guiju fmt --lang en 我的制度.gj         换成英文写法，内容不变)",
       R"(  guiju fmt my_policy.gj                 show the canonical text
  guiju fmt -w policies                  rewrite every policy below
  guiju fmt --lang zh my_policy.gj       the same policy in Chinese)"},
      {"classify",
       RunClassify,
       {kOn,
        {"--explain", "", "", "逐条说明理由：为什么是、为什么不是、怎样才会不同",
         "explain: why, why not, what would change it"},
        {"--only", "", "判定", "只答这些判定，几个用逗号隔开，可重复",
         "answer these decisions only; separated by commas; may repeat"},
        {"--brief", "", "", "从略：推定的事实和法源存疑只报数，不列没有成立的情形",
         "count presumed facts and doubts, leave out rules that do not hold"},
        {"--strict", "", "", "有尚不能确定的判定时退出状态为 1",
         "exit status 1 when anything is undetermined"},
        kTier,
        kKnown,
        kRegion,
        kNoCache},
       "POLICY CASE.json|-",
       "用一个制度判断一个案件",
       "classify one case with a policy",
       R"(  第一步：把案件的事实写成一个文件，例如 案件.json：
    {
      "执法类别": "行政处罚",
      "当事人": [ {"类型": "公民", "拟罚款": "1万元"} ],
      "决定日": "2024-02-07"
    }
    不知道的事实不写，或写 null；日期写 2024-02-07；金额写 "1万元" 或以元为单位的数 10000。
  第二步：
    guiju classify policies/datong 案件.json
    每个判定给出结果、理由和条文；事实不够时，说明还要查明什么、查明之前怎样处理。
  第三步：想知道逐条的理由，加 --explain：
    guiju classify policies/datong 案件.json --explain
    只关心一个判定时：guiju classify policies/datong 案件.json --explain --only 法制审核范围 --brief
  制度可以写文件、目录，也可以写制度的名称。案件写 - 时从标准输入读取。)",
       R"(  1. Write the facts of the case to a file, say case.json:
    {
      "act": "penalty",
      "parties": [ {"type": "citizen", "proposed_fine": "10000 yuan"} ],
      "decision_date": "2024-02-07"
    }
    Leave out what is not known, or write null. Money: "1万元" or a number of yuan.
  2. guiju classify policies/datong case.json --ui en
    Every decision comes with its result, reasons and articles; when facts are missing, with what to find out
    and how to treat the case meanwhile.
  3. Add --explain for the reasons rule by rule; --only review_scope --brief for one decision, shortly.
  A policy is a file, a folder or a policy's name. The case - is read from standard input.)"},
      {"batch",
       RunBatch,
       {{"--in", "", "F.jsonl|.csv", "案件文件，每行一个案件；- 为标准输入",
         "cases, one per line; - is standard input"},
        {"--out", "", "F.jsonl|.csv", "结果文件；- 为标准输出", "results; - is standard output"},
        {"--errors", "", "F.jsonl", "把有误的行写到这个文件", "list of bad rows"},
        {"--threads", "", "N", "用几个处理器核心", "number of threads"},
        {"--no-native", "", "", "不编译成机器码", "do not compile to machine code"},
        kOn,
        kTier,
        kKnown,
        kRegion,
        kNoCache},
       "POLICY --in F --out F",
       "成批判断案件；有误的行报出行号，其余继续",
       "classify many cases; bad rows are reported, the rest continue",
       R"(  guiju batch policies/datong --in 案件.csv --out 结果.csv
    第一行是表头，每格写一个事实的名称；空格表示不知道。当事人用 当事人1.类型、当事人1.拟罚款、当事人2.类型 ……
  guiju batch policies/datong --in 案件.jsonl --out 结果.jsonl --errors 有误.jsonl --threads 4
  有一行有误，退出状态就是 1；那些行不在结果里，原因列在屏幕上和 --errors 文件里。)",
       R"(  guiju batch policies/datong --in cases.csv --out results.csv
    The first row names the facts; an empty cell is unknown. Parties: parties1.type, parties1.proposed_fine, parties2.type …
  guiju batch policies/datong --in cases.jsonl --out results.jsonl --errors bad.jsonl --threads 4
  Exit status 1 when any row was bad; those rows are not in the results.)"},
      {"test",
       RunTest,
       {{"--coverage", "", "", "哪些条件、哪些情形还没有例子", "conditions and rules without an example"},
        {"--min", "", "N", "覆盖不到百分之 N 即不通过", "fail below this percentage"},
        kKnown,
        kRegion,
        kNoCache},
       "PATH…",
       "运行制度里的示例和 cases 目录里的案例",
       "run the examples of policies and the cases beside them",
       R"(  guiju test policies                    运行全部制度的示例和案例
  guiju test policies/datong --coverage  看哪些条件还没有例子
  案例文件放在制度旁边的 cases 目录里：
    {"标题": "公民拟罚一万元应当审核", "已知": {"执法类别": "行政处罚", …},
     "应得": {"法制审核范围": true}, "因": {"法制审核范围": ["较大罚款"]}})",
       R"(  guiju test policies                    every example and case
  guiju test policies/datong --coverage  what has no example yet
  Case files stand in the folder cases beside the policy:
    {"title": "…", "facts": {"act": "penalty", …}, "expect": {"review_scope": true}, "because": {"review_scope": ["heavy_fine"]}})"},
      {"dump",
       RunDump,
       {{"--after", "", "阶段", "source, syntax, model, ir, plan, native",
         "source, syntax, model, ir, plan, native"},
        kNoCache},
       "--after PHASE POLICY",
       "显示制度编译到某一阶段的样子",
       "show a policy after a phase of the compiler",
       "  guiju dump --after ir policies/datong",
       "  guiju dump --after ir policies/datong"},
      {"compile",
       RunCompile,
       {{"--output", "-o", "目录", "写到哪里", "where to write"},
        {"--name", "", "名称", "C 的名称（字母、数字、下划线）", "name in C"},
        kKnown,
        kRegion,
        kNoCache},
       "POLICY -o DIR",
       "编译成供其他程序使用的库和 C 头文件",
       "compile to a library and a C header for other programs",
       "  guiju compile policies/datong -o 输出目录 --name datong",
       "  guiju compile policies/datong -o out --name datong"},
  };
}

std::vector<Command> CommonCommands() {
  return {
      {"completion",
       RunCompletion,
       {},
       "bash|zsh",
       "生成 shell 自动补全脚本",
       "print a shell completion script",
       "  source <(guiju completion bash)",
       "  source <(guiju completion bash)"},
      {"version", RunVersion, {}, "", "显示版本", "print the version", "", ""},
      {"help",
       RunHelp,
       {},
       "[COMMAND]",
       "显示说明",
       "explain the commands",
       "  guiju help classify",
       "  guiju help classify --ui en"},
  };
}

}  // namespace

const std::vector<Command>& Commands() {
  static const std::vector<Command> commands = [] {
    std::vector<Command> all = PolicyCommands();
    for (std::vector<Command> more : {StoreCommands(), CommonCommands()}) {
      for (Command& command : more) all.push_back(std::move(command));
    }
    return all;
  }();
  return commands;
}

const Command* FindCommand(const std::string& name) {
  for (const Command& command : Commands()) {
    if (command.name == (name == "会议" ? "session" : name)) return &command;
  }
  return nullptr;
}

const char* FormatsOf(const Command& command) {
  return command.run == RunCheck ? "text|json|sarif" : "text|json";
}

std::vector<OptionSpec> OptionsOf(const Command& command) {
  std::vector<OptionSpec> all = command.options;
  all.push_back({"--format", "", FormatsOf(command), "输出格式", "output format"});
  all.push_back(kUi);
  all.push_back(kHelp);
  return all;
}

}  // namespace guiju::cli
