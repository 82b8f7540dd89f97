// Words for places, values, regions and provisions.
#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <string_view>

#include "compiler/ir/quantities.h"
#include "runtime/trace/render.h"
#include "runtime/value/calendar_text.h"
#include "runtime/value/date.h"

namespace guiju::trace {
namespace {

std::string Joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

std::vector<std::string> NamesIn(const ir::Program& program, const ir::Type& type, uint64_t mask,
                                 const RenderOptions& options) {
  std::vector<std::string> names;
  for (int64_t value = 0; value < 64; ++value) {
    if ((mask >> value) & 1) names.push_back(ValueText(program, type, value, options));
  }
  return names;
}

std::string OneOf(const std::vector<std::string>& names, bool chinese) {
  return Joined(names, chinese ? "或" : " or ");
}

const char* RankText(ir::Rank rank, bool chinese) {
  switch (rank) {
    case ir::Rank::kConstitution:
      return chinese ? "宪法" : "constitution";
    case ir::Rank::kLaw:
      return chinese ? "法律" : "law";
    case ir::Rank::kAdministrativeRegulation:
      return chinese ? "行政法规" : "administrative regulation";
    case ir::Rank::kLocalRegulation:
      return chinese ? "地方性法规" : "local regulation";
    case ir::Rank::kDepartmentRule:
      return chinese ? "部门规章" : "department rule";
    case ir::Rank::kLocalGovernmentRule:
      return chinese ? "地方政府规章" : "local government rule";
    case ir::Rank::kStateCouncilDocument:
      return chinese ? "国务院文件" : "State Council document";
    case ir::Rank::kNormativeDocument:
      return chinese ? "规范性文件" : "normative document";
    case ir::Rank::kInternal:
      return chinese ? "内部规定" : "internal rule";
  }
  return "";
}

// "达到 1万元" or "超过 9999元", whichever bound reads shorter: a threshold is a round figure, its neighbour
// is not.
std::string LowerBound(const ir::Program& program, const ir::Type& type, int64_t lo,
                       const RenderOptions& options) {
  const std::string at = ValueText(program, type, lo, options),
                    below = ValueText(program, type, lo - 1, options);
  const bool date = type.kind == ir::TypeKind::kDate;
  if (date) return options.chinese ? at + "及以后" : "on or after " + at;
  if (below.size() < at.size()) return (options.chinese ? "超过" : "more than ") + below;
  return (options.chinese ? "达到" : "at least ") + at;
}
std::string UpperBound(const ir::Program& program, const ir::Type& type, int64_t hi,
                       const RenderOptions& options) {
  const std::string at = ValueText(program, type, hi, options),
                    above = ValueText(program, type, hi + 1, options);
  const bool date = type.kind == ir::TypeKind::kDate;
  if (date) return options.chinese ? "早于" + above : "before " + above;
  if (above.size() <= at.size()) return (options.chinese ? "不满" : "less than ") + above;
  return (options.chinese ? "不超过" : "at most ") + at;
}

std::string RegionText(const ir::Program& program, const ir::Fact& fact, const Region& region,
                       const RenderOptions& options) {
  const std::string is = options.chinese ? "为" : "is ";
  switch (fact.type.kind) {
    case ir::TypeKind::kBool:
    case ir::TypeKind::kEnum: {
      const uint64_t all = fact.type.kind == ir::TypeKind::kBool ? 3
                           : program.enums[fact.type.enumeration].values.size() >= 64
                               ? ~uint64_t{0}
                               : (uint64_t{1} << program.enums[fact.type.enumeration].values.size()) - 1;
      const uint64_t rest = all & ~region.mask;
      if (std::popcount(region.mask) > 2 && std::popcount(rest) >= 1 && std::popcount(rest) <= 3) {
        const std::vector<std::string> names = NamesIn(program, fact.type, rest, options);
        return options.chinese ? "不是" + Joined(names, "、") : "is not " + OneOf(names, false);
      }
      return is + OneOf(NamesIn(program, fact.type, region.mask, options), options.chinese);
    }
    case ir::TypeKind::kText:
      if (region.other_text) return options.chinese ? "为其他文字" : "is another text";
      return is + ValueText(program, fact.type, region.lo, options);
    case ir::TypeKind::kSet:
      return is + ValueText(program, fact.type, region.lo, options);
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
      break;
  }
  if (region.lo == region.hi) return is + ValueText(program, fact.type, region.lo, options);
  const bool from_start = region.lo <= fact.range.lo, to_end = region.hi >= fact.range.hi;
  if (from_start && to_end) return options.chinese ? "为任何值" : "is anything";
  if (from_start) return UpperBound(program, fact.type, region.hi, options);
  if (to_end) return LowerBound(program, fact.type, region.lo, options);
  return LowerBound(program, fact.type, region.lo, options) + (options.chinese ? "、" : " and ") +
         UpperBound(program, fact.type, region.hi, options);
}

}  // namespace

std::string PlaceText(const ir::Program& program, const Place& place, const RenderOptions& options) {
  if (!place.fact) {
    const std::string list = program.lists[place.list].name.In(options.chinese);
    return options.chinese ? fmt::format("{}（名单是否完整）", list)
                           : fmt::format("{} (whether the list is complete)", list);
  }
  std::string name = program.facts[place.fact].name.In(options.chinese);
  if (!place.list || place.element < 0) return name;
  const std::string list = program.lists[place.list].name.In(options.chinese);
  const std::string field = name.starts_with(list + ".") ? name.substr(list.size() + 1) : name;
  return fmt::format("{}[{}].{}", list, place.element + 1, field);
}

std::string PlaceWords(const ir::Program& program, const Place& place, const RenderOptions& options) {
  if (!options.chinese || !place.fact || !place.list || place.element < 0)
    return PlaceText(program, place, options);
  const std::string list = program.lists[place.list].name.In(true);
  const std::string name = program.facts[place.fact].name.In(true);
  const std::string field = name.starts_with(list + ".") ? name.substr(list.size() + 1) : name;
  return fmt::format("第{}个{}的{}", place.element + 1, list, field);
}

std::string ValueText(const ir::Program& program, const ir::Type& type, int64_t value,
                      const RenderOptions& options) {
  switch (type.kind) {
    case ir::TypeKind::kBool:
      if (options.chinese) return value != 0 ? "是" : "否";
      return value != 0 ? "yes" : "no";
    case ir::TypeKind::kInt:
      return ir::QuantityText(program, type, value, options.chinese);
    case ir::TypeKind::kEnum: {
      const auto& values = program.enums[type.enumeration].values;
      return value >= 0 && static_cast<size_t>(value) < values.size()
                 ? values[static_cast<size_t>(value)].In(options.chinese)
                 : "?";
    }
    case ir::TypeKind::kDate:
      return options.chinese ? value::FormatDateZh(value) : value::FormatDate(value);
    case ir::TypeKind::kText:
      if (value >= 0 && static_cast<size_t>(value) < program.texts.size()) {
        return options.chinese ? "“" + program.texts[static_cast<size_t>(value)] + "”"
                               : "\"" + program.texts[static_cast<size_t>(value)] + "\"";
      }
      if (options.text_of)
        return options.chinese ? "“" + options.text_of(value) + "”" : "\"" + options.text_of(value) + "\"";
      return options.chinese ? "其他文字" : "another text";
    case ir::TypeKind::kSet: {
      std::vector<std::string> names;
      ir::Type element = type;
      element.kind = ir::TypeKind::kEnum;
      for (const std::string& name : NamesIn(program, element, static_cast<uint64_t>(value), options))
        names.push_back(name);
      if (names.empty()) return options.chinese ? "无" : "none";
      return Joined(names, options.chinese ? "、" : ", ");
    }
  }
  return "";
}

std::string KnowledgeText(const ir::Program& program, const ir::Type& type, const interp::Knowledge& k,
                          const RenderOptions& options) {
  switch (type.kind) {
    case ir::TypeKind::kBool:
    case ir::TypeKind::kEnum:
      return OneOf(NamesIn(program, type, type.kind == ir::TypeKind::kBool ? k.set & 3 : k.set, options),
                   options.chinese);
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
      if (k.lo == k.hi) return ValueText(program, type, k.lo, options);
      if (type.kind == ir::TypeKind::kDate && value::IsOpenSpan(k.lo, k.hi))
        return options.chinese ? "任何日期" : "any date";
      return fmt::format("{}{}{}", ValueText(program, type, k.lo, options), options.chinese ? "至" : " to ",
                         ValueText(program, type, k.hi, options));
    case ir::TypeKind::kText:
      return k.top ? (options.chinese ? "不明" : "unknown") : ValueText(program, type, k.lo, options);
    case ir::TypeKind::kSet: {
      std::string certain = ValueText(program, type, k.lo, options);
      if (k.lo == k.hi) return certain;
      const std::string possible = ValueText(program, type, k.hi & ~k.lo, options);
      return options.chinese ? fmt::format("{}，可能还有{}", certain, possible)
                             : fmt::format("{}, perhaps also {}", certain, possible);
    }
  }
  return "";
}

std::string NotYetText(const ir::Program& program, const Missing& missing, const RenderOptions& options) {
  std::vector<std::string> names;
  names.reserve(missing.ask.size());
  for (const Place& place : missing.ask) names.push_back(PlaceText(program, place, options));
  if (names.empty()) return options.chinese ? "尚不能计算" : "cannot be counted yet";
  return options.chinese ? fmt::format("缺{}，尚不能计算", Joined(names, "、"))
                         : fmt::format("cannot be counted yet, missing: {}", Joined(names, ", "));
}

std::string IntervalText(const ir::Program& program, const ir::Type& type,
                         const std::optional<interp::Knowledge>& low,
                         const std::optional<interp::Knowledge>& high, const RenderOptions& options) {
  const auto value = [&](int64_t at) { return ValueText(program, type, at, options); };
  const bool zh = options.chinese, date = type.kind == ir::TypeKind::kDate;
  std::string from, to;
  if (low && low->lo != low->hi) {
    from = zh ? fmt::format("下限为{}", KnowledgeText(program, type, *low, options))
              : fmt::format("from {}", KnowledgeText(program, type, *low, options));
  } else if (low) {
    const std::string at = value(low->lo), below = low->lo == INT64_MIN ? at : value(low->lo - 1);
    const bool beyond = !date && below.size() < at.size();
    from = zh ? (beyond ? "超过" + below : at + (date ? "起" : "以上"))
              : (beyond ? "more than " + below : "at least " + at);
  }
  if (high && high->lo != high->hi) {
    to = zh ? fmt::format("{}上限为{}", low ? "、" : "", KnowledgeText(program, type, *high, options))
            : fmt::format("up to {}", KnowledgeText(program, type, *high, options));
  } else if (high) {
    const std::string at = value(high->lo), above = high->lo == INT64_MAX ? at : value(high->lo + 1);
    const bool beyond = !date && above.size() < at.size();
    to = zh ? (beyond ? "不满" + above
               : date ? "至" + at + "止"
                      : at + "以下")
            : (beyond ? "less than " + above : "at most " + at);
  }
  if (zh || from.empty() || to.empty()) return from + to;
  return from + " and " + to;
}

std::string BasesText(const ir::Program& program, const std::vector<ir::CiteId>& cites,
                      const RenderOptions& options) {
  std::vector<std::string> provisions;
  for (ir::CiteId cite : cites) {
    std::string text = BasisText(program, cite, options);
    if (std::find(provisions.begin(), provisions.end(), text) == provisions.end())
      provisions.push_back(std::move(text));
  }
  return Joined(provisions, options.chinese ? "、" : ", ");
}

std::string FigureBasisText(const ir::Program& program, const FigureReading& reading,
                            const RenderOptions& options) {
  return (options.chinese ? "依据" : "under ") + BasesText(program, reading.basis, options);
}

std::string FindersText(const ir::Fact& fact, const RenderOptions& options) {
  if (fact.role != ir::FactRole::kFinding) return "";
  const std::string_view comma = options.chinese ? "、" : ", ";
  std::string text;
  if (!fact.finders.empty()) {
    const std::string names = Joined(fact.finders, comma);
    text = options.chinese ? fmt::format("由{}认定并说明理由", names)
                           : fmt::format("to be found, with reasons, by {}", names);
  }
  if (!fact.raisers.empty()) {
    const std::string names = Joined(fact.raisers, comma);
    if (!text.empty()) text += options.chinese ? "；" : "; ";
    text += options.chinese ? fmt::format("{}可以提级", names) : fmt::format("may be raised by {}", names);
  }
  return text;
}

std::string NoticesText(const std::vector<std::string>& notices, const RenderOptions& options) {
  if (notices.empty()) return "";
  const std::string names = Joined(notices, options.chinese ? "、" : ", ");
  return options.chinese ? fmt::format("{}尚未公布，暂定；公布后即可确定", names)
                         : fmt::format("provisional until published: {}", names);
}

std::vector<std::string> CountLines(const DateCount& count, const RenderOptions& options) {
  const std::string start = value::DateText(count.start, options.chinese);
  const std::string unit = value::UnitText(count.unit, options.chinese);
  const std::string due = value::DueText(count.deadline.due, options.chinese);
  std::vector<std::string> lines;
  if (count.n == 0) {
    lines.push_back(options.chinese ? fmt::format("{}起，逢休息日顺延：{}", start, due)
                                    : fmt::format("{}, moved past days off: {}", start, due));
  } else {
    lines.push_back(options.chinese ? fmt::format("自{}起 {} {}，届满日：{}", start, count.n, unit, due)
                                    : fmt::format("{} {} from {}: {}", count.n, unit, start, due));
  }
  for (const value::ExplainedDay& day : count.deadline.days)
    lines.push_back(value::DayText(day, options.chinese));
  return lines;
}

std::string SettingText(const ir::Program& program, const Setting& setting, const RenderOptions& options) {
  std::string place = PlaceWords(program, setting.place, options);
  if (!setting.place.fact) return place;
  const std::string region = RegionText(program, program.facts[setting.place.fact], setting.region, options);
  return place + " " + region;
}

std::string BasisText(const ir::Program& program, ir::CiteId id, const RenderOptions& options) {
  if (!id) return "";
  const ir::Cite& cite = program.cites[id];
  if (!cite.source) return cite.text;
  const ir::LegalSource& source = program.sources[cite.source];
  const std::string title = source.title.empty() ? source.name.In(options.chinese) : source.title;
  std::string text = fmt::format("《{}》", title);
  if (!source.doc_no.empty())
    text += options.chinese ? fmt::format("（{}）", source.doc_no) : fmt::format(" ({})", source.doc_no);
  text += cite.text;
  text += options.chinese ? fmt::format("〔{}〕", RankText(source.rank, true))
                          : fmt::format(" [{}]", RankText(source.rank, false));
  if (!source.doubt.empty() && !options.doubts)
    text += options.chinese ? "（存疑）" : " (in doubt)";
  else if (!source.doubt.empty())
    text += options.chinese ? fmt::format("（存疑：{}）", source.doubt)
                            : fmt::format(" (doubt: {})", source.doubt);
  return text;
}

std::string QuestionText(const ir::Program& program, const Place& place, const RenderOptions& options) {
  if (!place.fact) {
    const std::string list = program.lists[place.list].name.In(options.chinese);
    return options.chinese ? fmt::format("{}是否已全部列明？", list)
                           : fmt::format("Are all {} listed?", list);
  }
  const ir::Fact& fact = program.facts[place.fact];
  if (!fact.question.empty() && options.chinese) return fact.question;
  const std::string name = PlaceWords(program, place, options);
  if (!fact.question.empty()) return fmt::format("{}? ({})", name, fact.question);
  if (fact.type.kind == ir::TypeKind::kBool)
    return options.chinese ? fmt::format("{}：是还是否？", name) : fmt::format("{}: yes or no?", name);
  return options.chinese ? fmt::format("{}是多少（或哪一种）？", name) : fmt::format("What is {}?", name);
}

std::string ActOnText(const ir::Program& program, ir::DecisionId id, const Missing& missing,
                      const RenderOptions& options) {
  const ir::Decision& decision = program.decisions[id];
  const interp::Knowledge& possible = missing.possible;
  const auto treat = [&](int64_t value) {
    const std::string text = ValueText(program, decision.type, value, options);
    return options.chinese ? fmt::format("按“{}”办理", text) : fmt::format("treat it as \"{}\"", text);
  };
  const bool directed = decision.act_on == ir::ActOn::kHighest || decision.act_on == ir::ActOn::kLowest;
  if (directed && missing.uncounted) return "";
  const bool mask = decision.type.kind == ir::TypeKind::kEnum || decision.type.kind == ir::TypeKind::kBool;
  if (interp::IsExact(decision.type, possible))  // only one value is left
    return treat(mask ? std::countr_zero(possible.set) : possible.lo);
  switch (decision.act_on) {
    case ir::ActOn::kNone:
      return "";
    case ir::ActOn::kValue:
      return treat(decision.act_value);
    case ir::ActOn::kHighest:
      return treat(mask ? 63 - std::countl_zero(possible.set | 1) : possible.hi);
    case ir::ActOn::kLowest:
      return treat(mask ? std::countr_zero(possible.set | (uint64_t{1} << 63)) : possible.lo);
    case ir::ActOn::kBlock:
      return options.chinese ? "查明之前不得进入下一步" : "nothing may go on until it is known";
    case ir::ActOn::kWithhold:
      return options.chinese ? "查明之前该项暂不公开" : "the item is withheld until it is known";
  }
  return "";
}

}  // namespace guiju::trace
