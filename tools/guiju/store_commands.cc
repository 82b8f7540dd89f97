// The commands over a store.
#include "tools/guiju/command.h"

namespace guiju::cli {
namespace {

std::vector<OptionSpec> WithStore(std::vector<OptionSpec> options) {
  for (const OptionSpec& option : {
           OptionSpec{"--store", "", "库", "库：文件，或者 postgresql://用户@主机/库名",
                      "the store: a file, or postgresql://user@host/database"},
           OptionSpec{"--agency", "", "机关", "哪个机关的；库中只有一个机关时不必写",
                      "whose; not needed when the store has one agency"},
           OptionSpec{"--log", "", "记录", "哪一份记录；只有一份时不必写",
                      "which log; not needed when there is one"},
           OptionSpec{"--at", "", "时间", "当作在这一时间（只用于模拟的库）",
                      "as if it were then (simulated stores only)"},
       })
    options.push_back(option);
  return options;
}

std::vector<OptionSpec> WithActing(std::vector<OptionSpec> options) {
  options = WithStore(std::move(options));
  for (const OptionSpec& option : {
           OptionSpec{"--as", "", "编号/岗位", "当作由他办理（只用于模拟的库）",
                      "as if this person acted (simulated stores only)"},
           OptionSpec{"--create", "", "", "没有库就建立", "make the store when there is none"},
           OptionSpec{
               "--simulated", "", "", "建立的是模拟的库：时间和经办人可以假定，每次输出都会注明",
               "the store made is a simulated one: time and person may be assumed, every output says so"},
       })
    options.push_back(option);
  return options;
}

const OptionSpec kPosition{"--position", "", "岗位", "以什么岗位办理；登记人员时：担任的岗位，可重复",
                           "in which position; people add: the position held, may repeat"};
const OptionSpec kRegionOfCalendar{"--region", "", "地区", "地区日历，如 楚雄",
                                   "regional calendar, e.g. 楚雄"};

Command CaseCommand() {
  return {
      "case",
      RunCase,
      WithActing({{"--policy", "", "制度", "立案或转用的制度：文件、目录或名称", "open, migrate: the policy"},
                  {"--flow", "", "流程", "立案进入的流程", "open: the flow"},
                  {"--facts", "", "F.json", "事实：文件，或者直接写 {…}；值为 null 是收回",
                   "facts: a file or {…}; null takes one back"},
                  {"--content", "", "F.json", "拟处理意见的内容：文件，或者直接写 {…}",
                   "content of the proposal: a file or {…}"},
                  {"--proposal", "", "N", "对第几稿拟处理意见", "which proposal the outcome is about"},
                  {"--check", "", "内容=合格", "一项审查内容的结果：合格 或 不合格，可重复",
                   "a check: good or bad; may repeat"},
                  {"--ballot", "", "编号/岗位=同意", "一票：同意、不同意[:理由]、弃权、缺席、回避，可重复",
                   "a ballot: agree, disagree[:why], abstain, absent, recused"},
                  {"--reason", "", "理由", "理由；随时：事由", "reason"},
                  {"--approval", "", "编号/岗位", "批准人", "who approves"},
                  {"--until", "", "时间", "延长到什么时候", "extend: until when"},
                  {"--was", "", "时间", "更正：原来记录的时间（发生过几次的才要写）",
                   "correct: the recorded time, when there are several"},
                  {"--instead", "", "时间", "更正：实际发生的时间", "correct: when it really happened"},
                  {"--withdrawn", "", "", "更正：没有发生，或者附错了",
                   "correct: it did not happen, or was attached by mistake"},
                  {"--to-stage", "", "环节", "转用：从哪个环节继续", "migrate: the stage to go on at"},
                  {"--rename", "", "旧=新", "转用：名称的对应，没有对应的写 旧=，可重复",
                   "migrate: what a name is called now; OLD= for none; may repeat"},
                  {"--report", "", "", "补记已经在纸面上发生的事；不合规定的也收，并注明",
                   "what happened on paper; taken even when unlawful, and marked so"},
                  {"--occurred", "", "时间", "补记的事发生的时间", "when what is reported happened"},
                  {"--expect", "", "N", "案卷应当是第几版；已经变了就不办",
                   "the version it was made for; refused when it has moved on"},
                  {"--key", "", "键", "幂等键：同一个键的命令只办一次",
                   "a command under the same key is carried out once"},
                  {"--client", "", "名称", "发出命令的系统", "the system that sends the command"},
                  {"--entry", "", "N", "redact：第几条记录", "redact: which entry"},
                  {"--path", "", "/facts/…", "redact：哪一项，可重复", "redact: which field; may repeat"},
                  {"--basis", "", "条文", "redact：法律依据", "redact: the legal basis"},
                  {"--retention", "", "年数", "redact：保存期限，自办结之日起算",
                   "redact: years the record is kept from the day the case ended"},
                  {"--overriding", "", "", "redact：依据要求先于保存期限删除",
                   "redact: the basis goes before the retention period"},
                  {"--batch", "", "F.jsonl|-", "do：一行一个命令的文件，- 是标准输入；逐行作答",
                   "do: a command a line, - is standard input; answered line by line"},
                  kPosition,
                  kRegionOfCalendar}),
      "open ID | do ID ACTION [NAME] | do --batch F | show ID | list | migrate ID | explain ID NAME | "
      "entries ID | redact ID",
      "办理案件：立案、提出意见、表决、查看经过和期限",
      "drive cases: open, act, vote, show the path and the periods",
      R"(  guiju case open 2026-001 --store 案件.db --policy 制度.gj --flow 普通程序 --facts '{"罚款": "5万元"}' --position 承办人
  guiju case do 2026-001 附卷 调查终结报告 --store 案件.db --position 承办人
  guiju case do 2026-001 意见 报送 --content '{"罚款": "5万元"}' --store 案件.db --position 承办人
  guiju case do 2026-001 意见 同意 --proposal 1 --check 主体=合格 --check 事实=合格 --store 案件.db --position 法制审核人员
  guiju case do 2026-001 表决 案审会 --ballot p3/局长=同意 --ballot p4/分管局长=不同意:证据不足 …
  guiju case do 2026-001 发生 听证举行 --report --occurred 2026-03-05T09:00 …
  可以办：意见、认定（事实）、附卷（文书）、表决（组织）、发生（事件）、随时（中止等）、恢复、延长（期限）、更正。
  guiju case do 2026-001 更正 听证举行 --instead 2026-03-04T09:00 --reason 录错日期 --approval p3/局长 …
    更正要另一个人批准；原来的记录不删除，期限按更正后的时间重新计算。--withdrawn 表示没有发生。
  guiju case migrate 2026-001 --policy 新制度.gj --reason … --approval p3/局长 …
    案件转用新制度：新制度的过渡条款许可的才可以；原来的审核通过不再有效，要重新审核。
  guiju case show 2026-001                走过的环节、期限、接下来由谁办、为什么现在不能办
  guiju case explain 2026-001 办案期限    期限怎样算出来的；也可以写一个判定的名称
  guiju case entries 2026-001             各条记录的内容
  guiju case redact 2026-001 --entry 3 --path /facts/姓名 --basis 个人信息保护法第四十七条 --retention 10 --approval p4/分管局长 …
  不能办理时，什么都不记录，退出状态为 1。
  guiju case do --batch 命令.jsonl --store 案件.db   系统对接：一行一个命令，每行得到一行 JSON 回答，顺序不变，例如
    {"case": "2026-001", "action": "意见", "name": "同意", "proposal": 1, "checks": {"主体": "合格"}, "position": "法制审核人员", "key": "k-17"}
    键就是上面的选项去掉 --（ballots 写成 ["p3/局长=同意"]，report 写 true）；另有 "查看"（同 case show）和 "届满"（同 tick）。
    --policy、--flow、--client、--position 写在命令行上的，对没有写的行都适用；at、as 只用于模拟的库。
    有误的行回答 {"line": 行号, "error": 怎样改}，其余照办；从管道读时答完一行再读下一行。有不能办的或有误的行，退出状态为 1。)",
      R"(  guiju case open 2026-001 --store cases.db --policy policy.gj --flow ordinary --facts '{"fine": "50000 yuan"}' --position handler
  guiju case do 2026-001 attach investigation_report …
  guiju case do 2026-001 opine submitted --content '{"fine": "50000 yuan"}' …
  guiju case do 2026-001 resolve case_committee --ballot p3/director=agree …
  Actions: opine, assert, attach, resolve, happened, interrupt, resume, extend, correct.
  guiju case do 2026-001 correct hearing_held --instead 2026-03-04T09:00 --reason … --approval p3/director …
  guiju case migrate 2026-001 --policy new_policy.gj --reason … --approval p3/director …
  guiju case show 2026-001                the path, the periods, who may do what next, and why not
  guiju case explain 2026-001 case_clock  how a period was counted; or a decision by name
  guiju case entries 2026-001             what each entry holds
  guiju case redact 2026-001 --entry 3 --path /facts/name --basis PIPL-47 --retention 10 --approval p4/deputy …
  What is refused is not recorded; exit status 1.
  guiju case do --batch commands.jsonl --store cases.db   for systems: a command a line, a JSON answer a line in the same order
    {"case": "2026-001", "action": "opine", "name": "agreed", "proposal": 1, "checks": {"subject": "good"}, "position": "reviewer", "key": "k-17"}
    The keys are the options above without -- (ballots: ["p3/director=agree"], report: true); also "show" (as case show) and "tick".
    --policy, --flow, --client and --position on the command line hold for lines that do not say; at and as: simulated stores only.
    A bad line is answered {"line": number, "error": what to write}, the rest goes on; from a pipe, each is answered before the next is read.
    Exit status 1 when any line was refused or bad.)"};
}

Command SessionCommand() {
  return {
      "session",
      RunSession,
      WithActing(
          {{"--body", "", "组织", "召集：哪个组织的会议", "convene: the body that meets"},
           {"--chair", "", "编号/岗位", "召集：主持人", "convene: who presides"},
           {"--item", "", "案件[#稿]", "列入议程的案件，可重复", "a matter for the agenda; may repeat"},
           {"--held", "", "时间", "召集：什么时候开会（不写：现在）",
            "convene: when it is held (default: now)"},
           {"--policy", "", "制度", "召集：按哪个制度（不写：第一个案件的）",
            "convene: under which policy (default: that of the first matter)"},
           {"--person", "", "编号/岗位", "到会的人（可重复）、回避的人；不写：办理的人自己",
            "who attends (may repeat), who is recused; default: who acts"},
           {"--absent", "", "", "到会：登记的是缺席", "attend: absent"},
           {"--reason", "", "理由", "回避的理由；更正表决的理由", "of a recusal; of a correction"},
           {"--grant", "", "", "回避：决定回避（不写 --grant、--deny：只是提出）",
            "recuse: granted (neither --grant nor --deny: only asked for)"},
           {"--deny", "", "", "回避：决定不回避", "recuse: denied"},
           {"--dissent", "", "意见", "不同意见", "the dissenting opinion"},
           {"--correct", "", "", "更正自己已经投的票", "correct one's vote"},
           {"--text", "", "文件", "会议记录；只记它的摘要，- 为标准输入",
            "the minutes; their digest is recorded; - is standard input"},
           {"--covers", "", "事项", "会议记录写到的讨论事项，可重复",
            "a topic the minutes cover; may repeat"},
           {"--approval", "", "编号/岗位", "批准人", "who approves"},
           {"--expect", "", "N", "会议应当是第几版；已经变了就不办",
            "the version it was made for; refused when it has moved on"},
           {"--key", "", "键", "幂等键：同一个键的命令只办一次",
            "a command under the same key is carried out once"},
           {"--client", "", "名称", "发出命令的系统", "the system that sends the command"},
           kPosition,
           kRegionOfCalendar}),
      "convene ID | add ID | attend ID [ITEM] | recuse ID ITEM | vote ID ITEM CHOICE | minute ID ITEM | "
      "close ID [ITEM] | show ID | list",
      "集体讨论会议：召集、列入、到会、回避、表决、记录、关闭",
      "meetings of a body: agenda, attendance, recusals, votes, minutes, results",
      R"(  guiju session 召集 案审-07 --body 案审会 --chair p3/局长 --item 2026-001 --item 2026-002 --store 案件.db --position 科室负责人
  guiju session 到会 案审-07 --person p3/局长 --person p4/分管局长 --person p7/法律顾问 …
  guiju session 回避 案审-07 1 --person p6/科室负责人 --reason 同单位 --grant …     由制度规定的人决定
  guiju session 表决 案审-07 1 不同意 --dissent 证据不足 …                            各人表决自己的一票
  guiju session 表决 案审-07 1 同意 --correct --reason 看错了议题 …                   关闭以前可以更正
  guiju session 记录 案审-07 1 --text 记录.txt --covers 立案依据 --covers 主要证据 …
  guiju session 关闭 案审-07 1 …    第 1 项表决结束，结果送到案件；中断了的，再运行一次或者由 tick 补上
  guiju session 关闭 案审-07 …      会议结束
  guiju session show 案审-07        人数、回避、各人的表决、不同意见，关闭以前还缺什么
  也可以写 guiju 会议 召集 … 。列席人员可以到会，不能表决。)",
      R"(  guiju session convene m-07 --body case_committee --chair p3/director --item 2026-001 --item 2026-002 --store cases.db --position section_head
  guiju session attend m-07 --person p3/director --person p4/deputy …
  guiju session recuse m-07 1 --person p6/section_head --reason same_unit --grant …
  guiju session vote m-07 1 disagree --dissent "weak evidence" …
  guiju session vote m-07 1 agree --correct --reason "wrong item" …
  guiju session minute m-07 1 --text minutes.txt --covers evidence …
  guiju session close m-07 1 …    closes item 1 and carries the result; after a crash run it again, or tick
  guiju session close m-07 …      adjourns
  guiju session show m-07         turnout, recusals, votes, dissent, what is missing before an item can be closed)"};
}

Command PeopleCommand() {
  return {
      "people",
      RunPeople,
      WithActing({{"--name", "", "姓名", "姓名（存在不公开的内容里）", "name (kept in the private body)"},
                  kPosition,
                  {"--unit", "", "单位", "所在单位", "unit"},
                  {"--qualification", "", "资格", "具备的资格，可重复", "a qualification; may repeat"},
                  {"--from", "", "日期", "从哪天起（不写：今天）", "since (default: today)"},
                  {"--to", "", "日期", "到哪天为止", "until"},
                  {"--holding", "", "任职|代理|委托", "怎样担任", "substantive|acting|delegated"},
                  {"--instrument", "", "文号", "任命、委托的文书", "the document that appoints or delegates"},
                  {"--end", "", "", "不再担任 --position 写的岗位", "the position is no longer held"},
                  kRegionOfCalendar}),
      "add ID | list | check POLICY",
      "登记人员、岗位和资格，看人员能不能办理一个制度的流程",
      "the register of persons; whether a policy's flows can be staffed",
      R"(  guiju people add p-01 --name 张三 --position 承办人 --unit 执法一队 --qualification 行政执法证 --from 2024-01-01 --store 案件.db --create --agency 示范县
  guiju people add p-02 --position 负责人 --holding 代理 --from 2024-03-01 --to 2024-03-31 --store 案件.db
  guiju people add p-01 --position 承办人 --end --to 2024-06-30 --store 案件.db
  guiju people check 制度.gj --store 案件.db   哪些岗位空缺、缺少资格，互不兼任的能不能分开)",
      R"(  guiju people add p-01 --name 张三 --position handler --qualification 行政执法证 --from 2024-01-01 --store cases.db --create --agency example
  guiju people check policy.gj --store cases.db   vacant positions, missing qualifications, separations)"};
}

Command CalendarCommand() {
  return {"calendar",
          RunCalendar,
          WithActing({{"--known", "", "日期", "只用这一天以前公布的放假通知",
                       "only holiday notices published by this day"},
                      kRegionOfCalendar,
                      {"--explain", "", "", "逐日说明怎样数", "count day by day"},
                      {"--inverse", "", "", "before：由通知日求最早的举行日",
                       "before: from the notice to the earliest event"},
                      {"--roll", "", "规则", "期满日逢休息日：休息日|节假日|无",
                       "last day off: rest-day|holiday|none"},
                      {"--data", "", "目录", "用这个目录里的日历数据", "calendar data of this folder"},
                      {"--approval", "", "编号/岗位", "load：批准人，与办理人不是同一人",
                       "load: who approves, another person than who acts"},
                      kPosition}),
          "add DATE N UNIT | before DATE N UNIT | show YEAR | load FILE --store S | list --store S",
          "推算期限，逐日说明；把新的放假通知载入库中",
          "count legal periods, day by day; load new holiday notices into a store",
          R"(  guiju calendar add 2023-09-28 7 工作日            9月28日起七个工作日，哪天届满
  guiju calendar add 2023-09-28 7 工作日 --explain  逐日说明
  guiju calendar before 2024-05-10 7 工作日         5月10日听证，最迟哪天通知（处罚法第六十四条、第八十五条）
  guiju calendar show 2026                           2026年的放假和调休
  guiju calendar load 2027.json --store 案件.db --position 局长 --approval p-04/分管局长
    载入之后，期限因此改变的案件由 guiju tick 重新推算，每一项都记录：原来哪天、现在哪天、为什么。
    文件的写法见 stdlib/calendar/README.md。guiju calendar list 列出载入过的日历。)",
          R"(  guiju calendar add 2023-09-28 7 workdays            when seven working days end
  guiju calendar add 2023-09-28 7 workdays --explain  day by day
  guiju calendar before 2024-05-10 7 workdays         latest notice of a hearing (处罚法 arts 64, 85)
  guiju calendar show 2026                            holidays and make-up days
  guiju calendar load 2027.json --store cases.db --position director --approval p-04/deputy
    Periods that this moves are told by guiju tick: from when to when, and why. guiju calendar list shows what
    was loaded; the form of the file is in stdlib/calendar/README.md.)"};
}

}  // namespace

std::vector<Command> StoreCommands() {
  return {
      CalendarCommand(),
      CaseCommand(),
      SessionCommand(),
      PeopleCommand(),
      {"due", RunDue,
       WithStore({{"--within", "", "N", "多少天以内（不写：30）", "within so many days (default 30)"},
                  kRegionOfCalendar}),
       "--store S", "将要到期和已经逾期的期限、义务", "periods and duties that end soon or are overdue",
       "  guiju due --store 案件.db --within 10", "  guiju due --store cases.db --within 10"},
      {"tick", RunTick,
       WithStore({{"--most", "", "N", "至多多少件", "at most so many cases"}, kRegionOfCalendar}),
       "--store S", "记录期限届满及其后果；由定时任务运行", "record what has run out; to be run by a timer",
       "  guiju tick --store 案件.db", "  guiju tick --store cases.db"},
      {"sign", RunSign,
       WithStore(
           {{"--new-key", "", "文件", "生成一个签名密钥", "make a signing key"},
            {"--key", "", "文件", "签名密钥", "the signing key"},
            {"--memory", "", "文件", "签名人自己的记忆，不要与库放在一起",
             "the signer's own memory, kept away from the store"},
            {"--first", "", "", "第一次签名：建立记忆", "the first signature: makes the memory"},
            {"--new-epoch", "", "", "库从备份恢复以后：另开一个纪元",
             "after a restore from backup: open a new epoch"},
            {"--bundle", "", "案件", "做这个案件的卷宗证明：全部记录，可以离线核验",
             "make the bundle of this case: all its entries, to be verified offline"},
            {"--to", "", "文件", "卷宗证明写到哪里；已有的文件不覆盖",
             "where the bundle goes; a file that is there is left alone"},
            {"--show", "", "N:/字段", "卷宗证明中披露第 N 条的这一项，可重复；不写：只有记录，内容都不披露",
             "show this field of entry N; may repeat; without it the bodies stay hidden"},
            {"--show-all", "", "", "披露没有依法删除的全部内容", "show every field that was not deleted"}}),
       "--store S --key F --memory F [--bundle ID --to FILE]", "由另外的签名人给记录签名，发现恢复和分叉",
       "sign the record, apart from the engine; notices restores and forks",
       R"(  guiju sign --store 案件.db --new-key 签名.key
  guiju sign --store 案件.db --key 签名.key --memory 签名.memory --first
  guiju sign --store 案件.db --key 签名.key --memory 签名.memory
  库的记录比签过名的少，或者与签过名的不一致，不予签名，退出状态为 1。
  guiju sign --store 案件.db --key 签名.key --memory 签名.memory --bundle 2026-001 --to 卷宗.json --show 12:/outcome
    给法院或者当事人：这个案件截至最后一个检查点的全部记录，和签名人“就是这些”的声明。guiju case entries 列出各条各项。)",
       R"(  guiju sign --store cases.db --new-key sign.key
  guiju sign --store cases.db --key sign.key --memory sign.memory --first
  A store that has lost or changed what was signed gets no signature; exit status 1.
  guiju sign --store cases.db --key sign.key --memory sign.memory --bundle 2026-001 --to case.json --show 12:/outcome
    for a court or a party: all entries of the case as of the last checkpoint, and the signer's statement that these are
    all. guiju case entries lists entries and fields.)"},
      {"verify", RunVerify,
       WithStore({{"--key", "", "公钥", "核验用的公钥，或者存放它的文件，可重复",
                   "public key, or a file with it; may repeat"},
                  {"--retained", "", "文件", "在别处保存的检查点，可重复",
                   "a checkpoint kept elsewhere; may repeat"},
                  {"--log-name", "", "名称", "核验导出的目录、卷宗证明时：记录的名称",
                   "of an exported folder or a bundle: the name of the log"},
                  {"--bundle", "", "文件", "核验一个案件的卷宗证明，不用库",
                   "verify the bundle of a case, without the store"},
                  {"--require-signed", "", "", "末尾有未签名的记录也算不通过",
                   "entries not signed yet are a finding"},
                  kRegionOfCalendar}),
       "[FOLDER | --bundle FILE] --store S --key K", "核验记录没有被改动：签名、内容、案卷现状、每个决定",
       "verify that nothing was altered: signatures, bodies, states, every decision",
       R"(  guiju verify --store 案件.db --key 公钥文件
  guiju verify 导出目录 --key 公钥文件 --log-name 名称 --agency 示范县 --log main   不用库，只核验导出的记录
  guiju verify --bundle 卷宗.json --key 公钥文件 --log-name 名称   不用库：记录齐全、在签过名的记录之中、披露的内容没有改动)",
       R"(  guiju verify --store cases.db --key public.key
  guiju verify folder --key public.key --log-name NAME --agency A --log main   an exported record, without the store
  guiju verify --bundle case.json --key public.key --log-name NAME   without the store: complete, in the signed log, as recorded)"},
      {"log", RunLog, WithStore({{"--private", "", "", "连同不公开的内容", "with the private bodies"}}),
       "export FOLDER --store S", "导出记录，供离线核验", "export the record for offline verification",
       "  guiju log export 导出目录 --store 案件.db", "  guiju log export folder --store cases.db"},
      {"rebuild", RunRebuild,
       WithStore({{"--check", "", "", "只比较，不改写", "compare only"}, kRegionOfCalendar}),
       "--store S [--check]", "用历次事件重新归并案卷现状", "fold every state again from its events",
       "  guiju rebuild --store 案件.db --check", "  guiju rebuild --store cases.db --check"},
  };
}

}  // namespace guiju::cli
