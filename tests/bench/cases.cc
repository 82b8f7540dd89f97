// Cases: generation and the forms in which they lie in files.
#include <fmt/format.h>

#include "tests/bench/random.h"
#include "tests/bench/workload.h"

namespace guiju::bench {

const std::array<FieldInfo, kFields>& Fields() {
  static const std::array<FieldInfo, kFields> fields = [] {
    constexpr int64_t kMost = 100000000000000;  // 分
    const auto flag = [](std::string_view name, std::string_view zh) {
      return FieldInfo{name, zh, FieldKind::kBool, {}, {}, 0, 1};
    };
    const auto number = [](std::string_view name, std::string_view zh, int64_t lo, int64_t hi) {
      return FieldInfo{name, zh, FieldKind::kInt, {}, {}, lo, hi};
    };
    return std::array<FieldInfo, kFields>{{
        {"act",
         "执法类别",
         FieldKind::kEnum,
         {"license", "penalty", "coercion", "levy", "fee", "inspection"},
         {"行政许可", "行政处罚", "行政强制", "行政征收", "行政收费", "行政检查"}},
        {"party",
         "当事人",
         FieldKind::kEnum,
         {"citizen", "legal_person", "other_org"},
         {"公民", "法人", "其他组织"}},
        number("fine", "罚款分", 0, kMost),
        number("confiscation", "没收分", 0, kMost),
        number("amount", "征收分", 0, kMost),
        flag("revoke", "吊销许可"),
        flag("suspend", "责令停业"),
        flag("hearing", "经过听证"),
        number("parties", "当事人数", 1, 10000),
        flag("disputed", "争议较大"),
        {"procedure", "适用程序", FieldKind::kEnum, {"summary", "ordinary"}, {"简易程序", "普通程序"}},
        {"field",
         "执法领域",
         FieldKind::kEnum,
         {"none", "food", "drug", "environment", "tax", "forestry", "market", "safety"},
         {"无专门领域", "食品", "药品", "生态环境", "税务", "林业", "市场", "安全生产"}},
        number("level", "机关级别", 0, 3),
        number("span_level", "涉及级别", 0, 3),
        flag("state_secret", "国家秘密"),
        flag("trade_secret", "商业秘密"),
        flag("privacy", "个人隐私"),
        number("date", "决定日数", 10000, 40000),
    }};
  }();
  return fields;
}

Case MakeCase(uint32_t seed, uint32_t index) {
  Random random(Mix(seed ^ ((index + 1) * 0x9E3779B9u)));
  const auto scaled = [](uint32_t magnitude, uint32_t draw) {
    return 1000 + int64_t{draw} % (int64_t{1000} << magnitude);
  };
  const auto band = [](uint32_t draw, std::initializer_list<uint32_t> limits) {
    uint8_t index_of = 0;
    for (uint32_t limit : limits) index_of += draw >= limit;
    return index_of;
  };
  Case c{};
  // Twenty-five draws, in this order, each made whether it is used or not.
  c.act = band(random.Next() % 100, {30, 75, 82, 88, 93});
  c.party = band(random.Next() % 100, {45, 88});
  uint32_t magnitude = random.Next() % 18, draw = random.Next();
  c.fine = c.act == 1 ? scaled(magnitude, draw) : 0;
  const bool confiscates = random.Next() % 5 == 0;
  magnitude = random.Next() % 18;
  draw = random.Next();
  c.confiscation = c.act == 1 && confiscates ? scaled(magnitude, draw) : 0;
  magnitude = random.Next() % 20;
  draw = random.Next();
  c.amount = c.act == 3 || c.act == 4 ? scaled(magnitude, draw) : 0;
  c.revoke = (random.Next() % 100 < 2) & (c.act <= 1);
  c.suspend = (random.Next() % 100 < 3) & (c.act == 1);
  c.hearing = random.Next() % 100 < 4;
  draw = random.Next() % 100;
  const uint32_t more = random.Next() % 40;
  c.parties = 1 + static_cast<int32_t>(draw < 85 ? 0 : more);
  c.disputed = random.Next() % 100 < 15;
  c.procedure = random.Next() % 100 < 25 ? 0 : 1;
  c.field = static_cast<uint8_t>(random.Next() % 8);
  c.level = band(random.Next() % 100, {15, 70, 92});
  draw = random.Next() % 100;
  const uint32_t above = c.level + 1 + random.Next() % 2;
  c.span_level = draw < 6 ? static_cast<uint8_t>(above > 3 ? 3 : above) : c.level;
  c.state_secret = random.Next() % 1000 < 5;
  c.trade_secret = random.Next() % 1000 < 20;
  c.privacy = random.Next() % 1000 < 30;
  c.date = 18993 + static_cast<int32_t>(random.Next() % 1461);
  return c;
}

int64_t ValueOf(const Case& c, Field field) {
  switch (field) {
    case kAct:
      return c.act;
    case kParty:
      return c.party;
    case kFine:
      return c.fine;
    case kConfiscation:
      return c.confiscation;
    case kAmount:
      return c.amount;
    case kRevoke:
      return c.revoke;
    case kSuspend:
      return c.suspend;
    case kHearing:
      return c.hearing;
    case kParties:
      return c.parties;
    case kDisputed:
      return c.disputed;
    case kProcedure:
      return c.procedure;
    case kField:
      return c.field;
    case kLevel:
      return c.level;
    case kSpanLevel:
      return c.span_level;
    case kStateSecret:
      return c.state_secret;
    case kTradeSecret:
      return c.trade_secret;
    case kPrivacy:
      return c.privacy;
    case kDate:
      return c.date;
    case kFields:
      break;
  }
  return 0;
}

namespace {

void AppendValue(const FieldInfo& info, int64_t value, bool quoted, std::string* out) {
  switch (info.kind) {
    case FieldKind::kBool:
      *out += value != 0 ? "true" : "false";
      return;
    case FieldKind::kInt:
      fmt::format_to(std::back_inserter(*out), "{}", value);
      return;
    case FieldKind::kEnum: {
      const std::string_view name = info.values[static_cast<size_t>(value)];
      if (quoted) {
        fmt::format_to(std::back_inserter(*out), "\"{}\"", name);
      } else {
        *out += name;
      }
      return;
    }
  }
}

}  // namespace

std::string ToJson(const Case& c, uint32_t id) {
  std::string line = fmt::format("{{\"id\":{}", id);
  for (uint8_t f = 0; f < kFields; ++f) {
    const FieldInfo& info = Fields()[f];
    fmt::format_to(std::back_inserter(line), ",\"{}\":", info.name);
    AppendValue(info, ValueOf(c, static_cast<Field>(f)), true, &line);
  }
  return line + "}";
}

std::string ToCsv(const Case& c, uint32_t id) {
  std::string line = fmt::format("{}", id);
  for (uint8_t f = 0; f < kFields; ++f) {
    line += ",";
    AppendValue(Fields()[f], ValueOf(c, static_cast<Field>(f)), false, &line);
  }
  return line;
}

std::string CsvHeader() {
  std::string line = "id";
  for (const FieldInfo& info : Fields()) fmt::format_to(std::back_inserter(line), ",{}", info.name);
  return line;
}

}  // namespace guiju::bench
