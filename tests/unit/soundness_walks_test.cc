// Random flows: what the room proves and the path it tells, against every walk up to a length, judged by
// looking back over the whole walk as the words of the README say it.
#include <algorithm>
#include <functional>
#include <optional>

#include "tests/differential/random.h"
#include "tests/unit/checked_flow.h"

namespace guiju::soundness {
namespace {

using differential::Random;

const std::vector<std::string> kNames = {"甲", "乙", "丙", "丁", "戊", "终一", "终二"};
const std::vector<std::string> kEnds = {"终一", "终二"};

enum class Kind { kOutcome, kBeyond, kSkip, kOther };
struct Step {
  Kind kind = Kind::kOther;
  int from = 0, to = 0;
  std::string told;
  int verdict = 0;  // 1 pass, -1 fail
  bool revises = false, decides = false;
};
struct Stage {
  bool performs = false, checks = false, bars = false;
  int condition = 0;  // of 仅当: 0 none, 1, 2
  std::vector<Step> steps;
};
struct RandomFlow {
  std::vector<Stage> stages;  // then two ends
  std::string text;
  int gate_condition = 0, gate_target = -1;  // -1: 作出决定
  bool gate = false;
  size_t ends() const { return stages.size(); }
  std::string NameOf(int place) const {
    const auto at = static_cast<size_t>(place);
    return at < ends() ? kNames[at] : kEnds[at - ends()];
  }
};

class Maker {
 public:
  explicit Maker(uint64_t seed) : random_(seed) {}

  RandomFlow Run() {
    flow_.stages.resize(static_cast<size_t>(random_.Within(1, 5)));
    std::string text = "流程 流 {\n";
    if (Chance(15))
      text += "  期限 办案 { 自 立案 限 90日 届满 转 " + Everywhere("期限届满", AnyPlace()) + " }\n";
    for (size_t i = 0; i < flow_.stages.size(); ++i) text += StageText(static_cast<int>(i));
    if (Chance(15)) {
      const int end = static_cast<int>(flow_.ends()) + static_cast<int>(random_.Below(2));
      text += "  随时 移送 转 " + Everywhere("移送", end) + "\n";
    }
    flow_.gate = Chance(80);
    if (flow_.gate) {
      if (Chance(30))
        flow_.gate_target = 1 + static_cast<int>(random_.Below(static_cast<int64_t>(flow_.ends()) + 1));
      if (Chance(40)) flow_.gate_condition = static_cast<int>(random_.Within(1, 2));
      text += "  须经 审核 方可 " + (flow_.gate_target < 0 ? "作出决定" : flow_.NameOf(flow_.gate_target));
      text += flow_.gate_condition == 0 ? "\n" : " 当 条件" + std::to_string(flow_.gate_condition) + "\n";
    }
    flow_.text = text + "  终局 终一, 终二\n}\n";
    return std::move(flow_);
  }

 private:
  bool Chance(int percent) { return random_.Chance(percent); }
  int AnyPlace() { return static_cast<int>(random_.Below(static_cast<int64_t>(flow_.ends()) + 2)); }

  std::string Everywhere(const std::string& told, int to) {
    for (size_t i = 0; i < flow_.stages.size(); ++i)
      flow_.stages[i].steps.push_back({Kind::kOther, static_cast<int>(i), to, told});
    return flow_.NameOf(to);
  }

  std::string StageText(int place) {
    Stage& stage = flow_.stages[static_cast<size_t>(place)];
    std::string text = "  环节 " + flow_.NameOf(place) + " {\n    由 某人\n", outcomes;
    const auto step = [&](Kind kind, const std::string& told) {
      stage.steps.push_back({kind, place, AnyPlace(), told});
      return flow_.NameOf(stage.steps.back().to);
    };
    bool passes = false;
    for (int64_t i = 0, n = random_.Within(1, 2); i < n; ++i) {
      const std::string name = "意" + std::to_string(i);
      const std::string to = step(Kind::kOutcome, name);
      Step given = stage.steps.back();
      given.verdict = static_cast<int>(random_.Within(-1, 1));
      given.revises = Chance(20);
      given.decides = Chance(30);
      stage.steps.back() = given;
      passes = passes || given.verdict == 1;
      outcomes += "    意见 " + name;
      if (given.verdict != 0) outcomes += given.verdict == 1 ? " 视为 通过" : " 视为 不通过";
      if (given.revises) outcomes += " 修改提案";
      if (given.decides) outcomes += " 作出决定";
      outcomes += " 转 " + to;
      if (Chance(20)) {
        outcomes += " 至多 2次 超过转 " + step(Kind::kBeyond, name + "，超过次数");
        stage.steps.back().verdict = given.verdict;
        stage.steps.back().revises = given.revises;
      }
      outcomes += "\n";
    }
    stage.performs = Chance(40);
    if (stage.performs) text += "    作为 审核\n";
    if (Chance(30)) {
      stage.condition = static_cast<int>(random_.Within(1, 2));
      text += "    仅当 条件" + std::to_string(stage.condition) + " 否则 转 " +
              step(Kind::kSkip, "条件不成立，不经过") + "\n";
    }
    if (Chance(15)) text += "    限 5日 届满 转 " + step(Kind::kOther, "期限届满") + "\n";
    stage.checks = passes && Chance(40);
    if (stage.checks) text += "    审查内容 项目 缺陷 越权\n";
    stage.bars = Chance(25);
    if (stage.bars) text += "    不得提交 越权\n";
    return text + outcomes + "  }\n";
  }

  Random random_;
  RandomFlow flow_;
};

constexpr std::string_view kHead = R"(制度 示范县.流程 "测试" { 性质 示例 }
法源 办法 { 全称 "示范县办法" 位阶 规范性文件 施行 2021-07-15 }
岗位 某人
事件 立案 由 某人
事实 某事: 是否
判定 条件1: 是否 未定按 是 { 情形 一 依据 办法 第一条 当 某事 }
判定 条件2: 是否 未定按 是 { 情形 一 依据 办法 第二条 当 某事 }
)";

// ---- the properties, looking back over a walk

using Walk = std::vector<const Step*>;
using Breach = std::function<bool(const RandomFlow&, const Walk&)>;  // whether its last step breaks

const Stage& From(const RandomFlow& flow, const Step& step) {
  return flow.stages[static_cast<size_t>(step.from)];
}

// Somewhere before `end` the review was passed or not needed, and nothing undid it since.
bool Stands(const RandomFlow& flow, const Walk& walk, size_t end) {
  for (size_t i = end; i-- > 0;) {
    const Step& step = *walk[i];
    const Stage& stage = From(flow, step);
    if (step.revises) return false;
    if (!stage.performs) continue;
    const bool alone = std::ranges::all_of(flow.stages, [&](const Stage& other) {
      return !other.performs || other.condition == stage.condition;
    });
    if (step.kind == Kind::kSkip &&
        (flow.gate_condition == 0 ? alone : flow.gate_condition == stage.condition))
      return true;
    if (step.verdict != 0) return step.verdict == 1;
  }
  return false;
}

bool BreaksGate(const RandomFlow& flow, const Walk& walk) {
  const Step& last = *walk.back();
  if (flow.gate_target >= 0) return last.to == flow.gate_target && !Stands(flow, walk, walk.size());
  return last.decides && (last.revises || !Stands(flow, walk, walk.size() - 1));
}

// `review` agreed before, and the proposal was changed since without its having been asked again.
bool BreaksAgreement(const Walk& walk, int review) {
  if (!walk.back()->decides) return false;
  const auto asked = [&](const Step& step) {
    return step.from == review && (step.kind == Kind::kSkip || (step.verdict != 0 && !step.revises));
  };
  for (size_t changed = 0; changed < walk.size(); ++changed) {
    if (!walk[changed]->revises) continue;
    const bool last = changed + 1 == walk.size();
    const auto behind = walk.begin() + static_cast<ptrdiff_t>(changed) + 1;
    if (!last && std::any_of(behind, walk.end() - 1, [&](const Step* step) { return asked(*step); }))
      continue;
    if (!last && walk[changed]->from == review && walk[changed]->verdict == 1) return true;
    for (size_t i = changed; i-- > 0;) {
      const Step& step = *walk[i];
      if (step.from == review && step.verdict == 1) return true;
      if (asked(step)) break;
    }
  }
  return false;
}

// Found by a check before, and neither passed by a check nor the proposal changed since.
bool BreaksBar(const RandomFlow& flow, const Walk& walk, int body) {
  if (walk.back()->to != body) return false;
  for (size_t i = walk.size(); i-- > 0;) {
    const Step& step = *walk[i];
    const bool opinion = step.kind == Kind::kOutcome || step.kind == Kind::kBeyond;
    if (!opinion) continue;
    if (step.revises) return false;
    if (From(flow, step).checks) return step.verdict != 1;
  }
  return false;
}

// Length of a shortest walk of at most `most` steps that breaks it; 0 when none does.
size_t Shortest(const RandomFlow& flow, const Breach& breaks, size_t most) {
  Walk walk;
  const std::function<bool(int, size_t)> extend = [&](int at, size_t left) -> bool {
    if (left == 0 || static_cast<size_t>(at) >= flow.ends()) return false;
    for (const Step& step : flow.stages[static_cast<size_t>(at)].steps) {
      walk.push_back(&step);
      const bool found = left == 1 ? breaks(flow, walk) : extend(step.to, left - 1);
      walk.pop_back();
      if (found) return true;
    }
    return false;
  };
  for (size_t length = 1; length <= most; ++length) {
    if (extend(0, length)) return length;
  }
  return 0;
}

// The walk a finding tells; unset when the flow has none such.
std::optional<Walk> WalkOf(const RandomFlow& flow, std::string_view story) {
  Walk walk;
  int at = 0;
  if (!story.starts_with(flow.NameOf(0))) return std::nullopt;
  story.remove_prefix(flow.NameOf(0).size());
  while (!story.empty()) {
    if (static_cast<size_t>(at) >= flow.ends()) return std::nullopt;
    const Step* taken = nullptr;
    for (const Step& step : flow.stages[static_cast<size_t>(at)].steps) {
      const std::string told = " →（" + step.told + "）" + flow.NameOf(step.to);
      if (!story.starts_with(told)) continue;
      taken = &step;
      story.remove_prefix(told.size());
      break;
    }
    if (taken == nullptr) return std::nullopt;
    walk.push_back(taken);
    at = taken->to;
  }
  return walk;
}

constexpr size_t kMost = 8;  // steps of the walks that are enumerated

class Comparison {
 public:
  explicit Comparison(uint64_t seed) : seed_(seed), flow_(Maker(seed).Run()) {}

  // How many properties were broken.
  int Run() {
    findings_ = FlowFindings({{"main.gj", std::string(kHead) + flow_.text}});
    const auto some = [&](auto holds) { return std::ranges::any_of(flow_.stages, holds); };
    const bool performed = some([](const Stage& s) { return s.performs; });
    const bool checked = some([](const Stage& s) { return s.checks; });
    const bool decided = some([](const Stage& s) {
      return std::ranges::any_of(s.steps, [](const Step& step) { return step.decides; });
    });
    bool bypassed = false;
    if (flow_.gate && performed && (decided || flow_.gate_target >= 0))
      bypassed = Compare(diag::Kind::GateBypassed, "审核", BreaksGate);
    for (size_t i = 0; i < flow_.stages.size(); ++i) {
      const Stage& stage = flow_.stages[i];
      const int place = static_cast<int>(i);
      const bool reviews = std::ranges::any_of(
          stage.steps, [](const Step& s) { return s.kind == Kind::kOutcome && s.verdict == 1; });
      // That the agreement of a bypassed review may be stale follows and is not told as well.
      // A gate of the decision asks for more than that it is not stale.
      const bool gated = flow_.gate && (bypassed || flow_.gate_target < 0);
      if (reviews && !(gated && stage.performs))
        Compare(diag::Kind::AgreementStale, flow_.NameOf(place),
                [&](const RandomFlow&, const Walk& walk) { return BreaksAgreement(walk, place); });
      if (stage.bars && checked)
        Compare(diag::Kind::BarBypassed, flow_.NameOf(place),
                [&](const RandomFlow& flow, const Walk& walk) { return BreaksBar(flow, walk, place); });
    }
    return broken_;
  }

 private:
  // The name of the stage is the first argument, that of the body the second.
  const diag::Diagnostic* Find(diag::Kind kind, const std::string& subject) const {
    const size_t at = kind == diag::Kind::BarBypassed ? 1 : 0;
    for (const diag::Diagnostic& d : findings_) {
      if (d.kind == kind && d.args[at] == subject) return &d;
    }
    return nullptr;
  }
  bool Compare(diag::Kind kind, const std::string& subject, const Breach& breaks) {
    const diag::Diagnostic* found = Find(kind, subject);
    const size_t shortest = Shortest(flow_, breaks, kMost);
    const std::string where = "seed " + std::to_string(seed_) + " " + std::string(diag::InfoOf(kind).name) +
                              " " + subject + (found == nullptr ? "" : "\n" + StoryOf(*found)) + "\n" +
                              flow_.text;
    if (found == nullptr) {
      EXPECT_EQ(shortest, 0u) << where;
      return false;
    }
    ++broken_;
    const std::optional<Walk> told = WalkOf(flow_, StoryOf(*found));
    EXPECT_TRUE(told && !told->empty()) << where;
    if (!told || told->empty()) return true;
    EXPECT_TRUE(breaks(flow_, *told)) << where;
    if (shortest > 0) {
      EXPECT_EQ(told->size(), shortest) << where;
    } else {
      EXPECT_GT(told->size(), kMost) << where;
    }
    return true;
  }

  uint64_t seed_;
  RandomFlow flow_;
  std::vector<diag::Diagnostic> findings_;
  int broken_ = 0;
};

TEST(Walks, AgreeWithWhatIsProved) {
  int broken = 0, seeds = 0;
  for (uint64_t seed = 1; seed <= 6000 && !::testing::Test::HasFailure(); ++seed, ++seeds)
    broken += Comparison(seed).Run();
  // Neither everything nor nothing breaks.
  EXPECT_GT(broken, seeds / 4);
  EXPECT_LT(broken, seeds * 2);
}

}  // namespace
}  // namespace guiju::soundness
