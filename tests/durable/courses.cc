#include "tests/durable/courses.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "compiler/base/sha256.h"
#include "runtime/cases/moment.h"

namespace guiju::durable {
namespace {

using cases::Request;
using flow::CommandKind;

const std::string kDemo = std::string(GUIJU_SOURCE_DIR) + "/tests/cases/demo_flow.gj";
const std::string kAudit = std::string(GUIJU_SOURCE_DIR) + "/tests/topologies/audit_bureau.gj";

std::string ContentOf(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {(std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>()};
}

std::string WriteNextPolicy() {
  std::string text = ContentOf(kDemo);
  const auto replace = [&text](std::string_view from, std::string_view to) {
    for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, from.size(), to);
  };
  replace("性质 示例\n}", "性质 示例\n  过渡 当 立案日 < 2024-01-01 适用 旧制度\n}");
  replace("证据目录", "证据清单");
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "guiju-durable-next.gj";
  if (ContentOf(path) == text) return path.string();
  const std::filesystem::path part = path.string() + fmt::format(".{}", getpid());
  std::ofstream(part) << text;
  std::filesystem::rename(part, path);  // whole, whichever process writes it too
  return path.string();
}

// The next version of the same policy: it says what happens to pending matters and calls one document
// otherwise.
const std::string& NextPolicy() {
  static const std::string path = WriteNextPolicy();
  return path;
}

record::Value Json(const std::string& text) { return *record::ParseJson(text); }
record::Value Fine(const std::string& amount) {
  return Json(fmt::format("{{\"罚款\":\"{}\",\"处理\":\"罚款\"}}", amount));
}

// Writes a course down, one line a command.
class Script {
 public:
  Script(std::string client, std::string matter) : client_(std::move(client)), matter_(std::move(matter)) {}

  Request& Add(CommandKind kind, const std::string& name, const std::string& person,
               const std::string& position) {
    Step step;
    Request& request = step.request;
    request.client = client_;
    request.key = fmt::format("{}-{}", matter_, steps_.size());
    request.id = IdOf(client_, request.key);
    request.stream = "matter/" + matter_;
    request.command.kind = kind;
    request.command.name = name;
    request.command.acting.person = {person, position};
    step.minutes = minutes_ += 7;
    steps_.push_back(std::move(step));
    return steps_.back().request;
  }
  void Wait(int days) { minutes_ += days * 24 * 60; }

  void Open(const std::string& facts) {
    Request& open = Add(CommandKind::kOpen, "普通程序", "p1", "承办人");
    open.policy = kDemo;
    open.command.facts = Json(facts);
    Add(CommandKind::kReport, "立案", "p1", "承办人");
  }
  void Attach(const std::string& document) { Add(CommandKind::kAttach, document, "p1", "承办人"); }
  void Investigate(const std::string& amount) {
    Attach("调查终结报告");
    Attach("证据目录");
    Submit(amount);
  }
  void Submit(const std::string& amount) {
    Add(CommandKind::kOpine, "报送", "p1", "承办人").command.content = Fine(amount);
    ++proposal_;
  }
  Request& Review(const std::string& outcome, bool good) {
    Request& request = Add(CommandKind::kOpine, outcome, "p2", "法制审核人员");
    request.command.proposal = proposal_;
    request.command.checks = {{"主体", true}, {"权限", true}, {"事实", good}};
    request.command.reason = good ? "" : "事实不清，证据不足";
    return request;
  }
  void Handler(const std::string& outcome) { Add(CommandKind::kOpine, outcome, "p1", "承办人"); }
  void Assert(const std::string& facts) {
    Add(CommandKind::kAssert, "", "p1", "承办人").command.facts = Json(facts);
  }
  Request& Correct(const std::string& name) {
    Request& request = Add(CommandKind::kCorrect, name, "p1", "承办人");
    request.command.reason = "录入有误";
    request.command.approval = flow::Acting{{"p3", "局长"}, {}, ""};
    return request;
  }
  void Vote(std::optional<bool> vice) {
    Request& request = Add(CommandKind::kResolve, "案审会", "p3", "局长");
    request.command.proposal = proposal_;
    const auto ballot = [&](const char* person, const char* position, std::optional<bool> agrees) {
      flow::Ballot one;
      one.member.person = {person, position};
      one.present = true;
      one.agrees = agrees;
      if (agrees == false) one.dissent = "处罚过重";
      request.command.ballots.push_back(std::move(one));
    };
    ballot("p3", "局长", true);
    ballot("p4", "分管局长", vice);
    ballot("p5", "科室负责人", vice ? std::optional<bool>(false) : std::nullopt);
  }
  Request& Punish() {
    Request& request = Add(CommandKind::kOpine, "处罚", "p3", "局长");
    request.command.proposal = proposal_;
    return request;
  }
  void Publish() { Add(CommandKind::kReport, "公开发布", "p7", "公示录入员"); }

  // Everything so far becomes a report of the first day.
  void Tell() {
    for (Step& step : steps_) {
      step.request.command.report = true;
      step.request.occurred_given = true;
      step.request.command.occurred = cases::MomentOf(FirstMs());
    }
  }

  std::vector<Step> Take() { return std::move(steps_); }

 private:
  std::string client_, matter_;
  std::vector<Step> steps_;
  int minutes_ = -7;
  int64_t proposal_ = 0;
};

void Reviewed(Script* script) {
  script->Open("{\"罚款\":\"5万元\"}");
  script->Investigate("5万元");
  script->Review("同意", true);
  script->Handler("无意见");
  script->Punish();
  script->Publish();
}

// Sent back once, divided once, then passed and decided by the body.
void Discussed(Script* script) {
  script->Open("{\"罚款\":\"20万元\"}");
  script->Attach("音像记录");
  script->Investigate("20万元");
  script->Review("补充调查", false);
  script->Submit("15万元");
  script->Review("同意", true);
  script->Handler("无意见");
  script->Vote(std::nullopt);
  script->Vote(true);
  script->Punish();
  script->Publish();
}

// Below the threshold: no review; a fact found later asks for one, so that the agreement lapses.
void Lapsed(Script* script) {
  script->Open("{\"罚款\":\"2万元\",\"疑难复杂\":false}");
  script->Investigate("2万元");
  script->Review("同意", true);
  script->Assert("{\"疑难复杂\":true}");
  script->Handler("采纳申辩");
  script->Submit("3万元");
  script->Review("同意", true);
  script->Handler("无意见");
  script->Punish();
}

void Suspended(Script* script) {
  script->Open("{\"罚款\":\"4万元\"}");
  Request& stop = script->Add(CommandKind::kInterrupt, "中止", "p1", "承办人");
  stop.command.reason = "不可抗力";
  stop.command.approval = flow::Acting{{"p3", "局长"}, {}, ""};
  script->Wait(3);
  script->Add(CommandKind::kResume, "中止", "p1", "承办人");
  script->Add(CommandKind::kExtend, "办案期限", "p3", "局长").command.reason = "案情复杂";
  script->Investigate("4万元");
  script->Review("建议纠正", false);
  script->Handler("采纳");
  script->Submit("3万元");
  script->Review("同意", true);
  script->Handler("无意见");
  script->Punish();
}

// All of it done on paper on the first day, without the review it needed, and told afterwards.
void OnPaper(Script* script) {
  script->Open("{\"罚款\":\"9000元\",\"疑难复杂\":false}");
  script->Investigate("9000元");
  script->Handler("无意见");
  script->Assert("{\"疑难复杂\":true}");
  script->Punish();
  script->Tell();
}

// Left alone after the review: what follows is what time does.
void Waiting(Script* script) {
  script->Open("{\"罚款\":\"6万元\"}");
  script->Investigate("6万元");
  script->Review("同意", true);
}

// Three levels, one after the other.
void Levels(Script* script) {
  Request& open = script->Add(CommandKind::kOpen, "审计项目审理", "p1", "审计组");
  open.policy = kAudit;
  open.command.facts = Json("{\"重大违纪违规\":false}");
  for (const char* document : {"审计报告", "审计工作底稿"})
    script->Add(CommandKind::kAttach, document, "p1", "审计组");
  script->Add(CommandKind::kOpine, "报送", "p1", "审计组").command.content = Json("{\"处理\":\"移送\"}");
  script->Add(CommandKind::kReport, "被审计单位反馈", "p1", "审计组");
  script->Add(CommandKind::kOpine, "不采纳", "p1", "审计组").command.reason = "没有新的证据";
  for (const auto& [person, position] :
       {std::pair("p8", "股室负责人"), std::pair("p4", "股室分管领导"), std::pair("p9", "法规室")}) {
    Request& level = script->Add(CommandKind::kOpine, "同意", person, position);
    level.command.proposal = 1;
    level.command.checks = {
        {"事实", true}, {"证据", true}, {"定性", true}, {"处理处罚", true}, {"程序", true}};
  }
  script->Add(CommandKind::kOpine, "签发", "p3", "局长").command.proposal = 1;
}

// A day and a document recorded by mistake.
void Corrected(Script* script) {
  script->Open("{\"罚款\":\"5万元\"}");
  script->Investigate("5万元");
  script->Wait(1);
  Request& day = script->Correct("立案");
  day.command.instead = cases::MomentOf(FirstMs() - int64_t{7 * 24} * 3600 * 1000);
  script->Correct("证据目录").command.withdrawn = true;
  script->Attach("证据目录");
}

// Goes over to the next version of the policy after the review, and is reviewed anew.
void Migrated(Script* script) {
  script->Open("{\"罚款\":\"5万元\"}");
  script->Investigate("5万元");
  script->Review("同意", true);
  Request& migrate = script->Add(CommandKind::kMigrate, "法制审核", "p1", "承办人");
  migrate.policy = NextPolicy();
  migrate.command.content = Json("{\"证据目录\":\"证据清单\"}");
  migrate.command.reason = "新办法施行";
  migrate.command.approval = flow::Acting{{"p3", "局长"}, {}, ""};
  script->Review("同意", true);
  script->Handler("无意见");
  script->Punish();
}

using Course = void (*)(Script*);
constexpr Course kCourses[] = {Reviewed, Discussed, Lapsed,    Suspended, OnPaper,
                               Waiting,  Levels,    Corrected, Migrated};

}  // namespace

int CourseCount() { return static_cast<int>(std::size(kCourses)); }

std::vector<Step> CourseOf(int course, const std::string& client, const std::string& matter) {
  Script script(client, matter);
  kCourses[course](&script);
  return script.Take();
}

std::vector<Step> OpenShared(const std::string& client, const std::string& matter) {
  Script script(client, matter);
  script.Open("{\"罚款\":\"5万元\"}");
  return script.Take();
}

Step AssertShared(const std::string& client, const std::string& matter, int64_t number) {
  Script script(client, matter);
  script.Assert(fmt::format("{{\"罚款\":\"{}元\"}}", 1 + number));
  Step step = script.Take().front();
  step.request.key = fmt::format("{}-assert-{}", matter, number);
  step.request.id = IdOf(client, step.request.key);
  return step;
}

std::string IdOf(const std::string& client, const std::string& key) {
  const std::string hex = base::ToHex(base::Sha256(client + "\n" + key));
  return fmt::format("{}-{}-7{}-8{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 3),
                     hex.substr(15, 3), hex.substr(18, 12));
}

base::Result<std::unique_ptr<cases::Cases>> OpenCases(const Place& place) {
  cases::Settings settings;
  settings.where = place.where;
  settings.open.create = !place.read_only;
  settings.open.read_only = place.read_only;
  settings.open.simulated = true;
  settings.agency = kAgency;
  settings.log = kLog;
  settings.engine = engine::DefaultSettings();
  settings.engine.cache_directory.clear();
  settings.now_ms = place.now_ms;
  return cases::Cases::Open(std::move(settings));
}

base::Status Hire(cases::Cases& cases) {
  const value::Day from = *value::ParseDate("2020-01-01");
  const auto hire = [&](const char* id, std::vector<std::string> positions, const char* unit,
                        const char* qualification) -> base::Status {
    cases::PersonChange change;
    change.id = id;
    for (const std::string& position : positions)
      change.appointments.push_back({position, unit, from, {}, cases::Holding::kSubstantive, ""});
    if (*qualification != 0) change.qualifications.push_back({qualification, from, {}});
    auto answer = cases.ChangePerson(change, {"clerk", "", std::nullopt});
    if (!answer) return answer.error();
    return base::Done{};
  };
  for (const auto& [id, positions, unit, qualification] :
       std::initializer_list<std::tuple<const char*, std::vector<std::string>, const char*, const char*>>{
           {"p1", {"承办人", "审计组"}, "执法一队", "行政执法证"},
           {"p2", {"法制审核人员"}, "法规股", "法律职业资格"},
           {"p3", {"局长"}, "局领导", ""},
           {"p4", {"分管局长", "股室分管领导"}, "局领导", ""},
           {"p5", {"科室负责人"}, "财务科", ""},
           {"p7", {"公示录入员"}, "办公室", ""},
           {"p8", {"股室负责人"}, "审计股", ""},
           {"p9", {"法规室"}, "法规股", ""}}) {
    if (auto done = hire(id, positions, unit, qualification); !done) return done;
  }
  return base::Done{};
}

int64_t FirstMs() { return cases::MsOf(*cases::ReadMoment("2024-01-02T09:00")); }

}  // namespace guiju::durable
