#include "runtime/value/calendar_text.h"

#include <fmt/core.h>

#include <algorithm>

namespace guiju::value {
namespace {

std::string WeekdayText(Day day, bool chinese) {
  static constexpr const char* kZh[] = {"周一", "周二", "周三", "周四", "周五", "周六", "周日"};
  static constexpr const char* kEn[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  return (chinese ? kZh : kEn)[WeekdayOf(day) - 1];
}

std::string OccasionText(std::string occasion, bool chinese) {
  if (chinese) return occasion;
  struct Word {
    const char *zh, *en;
  };
  static constexpr Word kWords[] = {{"元旦", "New Year's Day"},
                                    {"春节（延长）", "Spring Festival (extended)"},
                                    {"春节", "Spring Festival"},
                                    {"清明节", "Tomb-Sweeping Day"},
                                    {"劳动节", "Labour Day"},
                                    {"端午节", "Dragon Boat Festival"},
                                    {"中秋节", "Mid-Autumn Festival"},
                                    {"国庆节", "National Day"},
                                    {"自治州成立纪念日", "Prefecture Day"},
                                    {"火把节", "Torch Festival"},
                                    {"彝族年", "Yi New Year"},
                                    {"、", ", "}};
  for (const Word& word : kWords) {
    for (size_t at = 0; (at = occasion.find(word.zh, at)) != std::string::npos;) {
      occasion.replace(at, std::string_view(word.zh).size(), word.en);
    }
  }
  return occasion;
}

std::string MissingText(const std::string& missing, bool chinese) {
  return chinese ? missing : fmt::format("the holiday notice not on file ({})", missing);
}

std::string SourceOf(const DayInfo& info) {
  if (!info.notice) return "";
  return info.notice->number.empty() ? info.notice->title : info.notice->number;
}

std::string RulesText(const std::vector<CountingRule>& rules, bool chinese) {
  std::string text = chinese ? "计算规则：\n" : "Counting rules:\n";
  for (const CountingRule& rule : rules) {
    text += fmt::format("  · {}", chinese ? rule.zh : rule.en);
    if (!rule.basis.empty())
      text += chinese ? fmt::format("（{}）", rule.basis) : fmt::format(" [{}]", rule.basis);
    text += '\n';
    const std::string& doubt = chinese ? rule.doubt_zh : rule.doubt_en;
    if (!doubt.empty()) text += fmt::format("    {}{}\n", chinese ? "存疑：" : "doubt: ", doubt);
  }
  return text;
}

std::string NoticesText(const std::vector<Notice>& notices, bool chinese) {
  if (notices.empty()) return "";
  std::string text = chinese ? "日历来源：\n" : "Calendar sources:\n";
  for (const Notice& notice : notices) {
    text += fmt::format("  · {} {}{}{} {}\n    {}\n", notice.title, notice.number,
                        notice.number.empty() ? "" : " ", FormatDate(notice.published), notice.url,
                        chinese ? "核对情况：" + notice.verified : "checked: " + notice.verified);
  }
  return text;
}

std::vector<Notice> NoticesOf(const std::vector<ExplainedDay>& days) {
  std::vector<Notice> notices;
  for (const ExplainedDay& day : days) {
    if (!day.info.notice) continue;
    const Notice& notice = *day.info.notice;
    const bool seen = std::any_of(notices.begin(), notices.end(), [&](const Notice& n) {
      return n.number == notice.number && n.title == notice.title;
    });
    if (!seen) notices.push_back(notice);
  }
  return notices;
}

std::string DaysText(const std::vector<ExplainedDay>& days, bool chinese) {
  std::string text = days.empty() ? "" : chinese ? "逐日计算：\n" : "Day by day:\n";
  for (const ExplainedDay& day : days) text += "  " + DayText(day, chinese) + "\n";
  return text;
}

std::string ScopeText(const Calendar& calendar, bool chinese) {
  std::string text;
  if (!calendar.region().empty()) {
    text += chinese ? fmt::format("（含{}地区节日）", calendar.region())
                    : fmt::format(" (with the holidays of {})", calendar.region());
  }
  if (calendar.known()) {
    text += chinese ? fmt::format("（按{}前已公布的通知）", FormatDateZh(*calendar.known() + 1))
                    : fmt::format(" (notices published by {})", FormatDate(*calendar.known()));
  }
  return text;
}

std::string HoursText(const AddQuery& query, bool chinese) {
  const HourLimit limit = AddHours(query.start, query.n);
  std::string text = chinese ? fmt::format("{} 起 {} 小时：{} 届满。\n", FormatMoment(query.start), query.n,
                                           FormatMoment(limit.due))
                             : fmt::format("{} hours from {}: ends {}.\n", query.n, FormatMoment(query.start),
                                           FormatMoment(limit.due));
  if (limit.latest != limit.due) {
    text += chinese
                ? fmt::format("开始的小时不计入的，至 {}。\n", FormatMoment(limit.latest))
                : fmt::format("Leaving out the hour in which it begins: {}.\n", FormatMoment(limit.latest));
  }
  return query.explain ? text + RulesText(limit.rules, chinese) : text;
}

BackwardLimit Compute(const Calendar& calendar, const BeforeQuery& query, BackwardReading reading) {
  return query.inverse ? EarliestEvent(calendar, query.date, query.n, query.unit, reading)
                       : LatestNotice(calendar, query.date, query.n, query.unit, reading, query.explain);
}

std::string ReadingText(const BackwardLimit& found, bool inverse, bool chinese) {
  const bool strict = found.reading == BackwardReading::kStrict;
  std::string text = chinese ? (strict ? "  从严：" : "  从宽：") : (strict ? "  strict:  " : "  lenient: ");
  text += DueText(found.limit.due, chinese);
  if (found.workday != found.limit.due) {
    if (inverse) {
      text += chinese ? "；首个工作日为 " : "; the first working day is ";
    } else {
      text += chinese ? "；须在工作日送达的，为 " : "; if served on a working day, ";
    }
    text += DueText(found.workday, chinese);
  }
  return text + "\n";
}

std::string KindText(DayKind kind, bool chinese) {
  switch (kind) {
    case DayKind::kWorkday:
      return chinese ? "工作日" : "working day";
    case DayKind::kWeekend:
      return chinese ? "休息日" : "weekend";
    case DayKind::kHoliday:
      return chinese ? "放假" : "off";
    case DayKind::kMakeUpWorkday:
      return chinese ? "上班" : "worked";
  }
  return "";
}

}  // namespace

std::string ReasonText(const DayInfo& info, bool chinese) {
  const std::string occasion = OccasionText(info.occasion, chinese);
  const std::string source = SourceOf(info);
  std::string text;
  switch (info.kind) {
    case DayKind::kWorkday:
      break;
    case DayKind::kWeekend:
      text = chinese ? "休息日" : "weekend";
      break;
    case DayKind::kHoliday:
      text = occasion + (chinese ? "放假" : "");
      break;
    case DayKind::kMakeUpWorkday:
      text = chinese ? fmt::format("调休上班，补{}", occasion)
                     : fmt::format("make-up working day for {}", occasion);
      break;
  }
  if (!source.empty()) text += chinese ? fmt::format("（{}）", source) : fmt::format(" ({})", source);
  if (!info.certain) {
    text += text.empty() ? "" : chinese ? "；" : "; ";
    text += chinese ? fmt::format("待{}，{}前后可能调整", info.missing, occasion)
                    : fmt::format("may change around {}: {}", occasion, MissingText(info.missing, false));
  } else if (!info.missing.empty() && text.empty()) {
    text = chinese ? fmt::format("{}未公布", info.missing) : MissingText(info.missing, false);
  }
  return text;
}

std::string UnitText(PeriodUnit unit, bool chinese) {
  switch (unit) {
    case PeriodUnit::kDay:
      return chinese ? "日" : "calendar days";
    case PeriodUnit::kWorkday:
      return chinese ? "个工作日" : "working days";
    case PeriodUnit::kMonth:
      return chinese ? "个月" : "months";
    case PeriodUnit::kYear:
      return chinese ? "年" : "years";
    case PeriodUnit::kHour:
      return chinese ? "小时" : "hours";
  }
  return "";
}

std::string DateText(Day day, bool chinese) {
  return chinese ? fmt::format("{}（{}）", FormatDateZh(day), WeekdayText(day, true))
                 : fmt::format("{} ({})", FormatDate(day), WeekdayText(day, false));
}

std::string DueText(const DueDate& due, bool chinese) {
  if (!due.provisional && due.earliest == due.latest) return DateText(due.latest, chinese);
  const std::string dates = due.earliest == due.latest
                                ? DateText(due.latest, chinese)
                                : fmt::format("{} {} {}", DateText(due.earliest, chinese),
                                              chinese ? "至" : "to", DateText(due.latest, chinese));
  return chinese ? fmt::format("{}，暂定（尚无{}）", dates, due.missing)
                 : fmt::format("{}, provisional (missing: {})", dates, due.missing);
}

std::string DayText(const ExplainedDay& day, bool chinese) {
  std::string role;
  const auto counted = [&] {
    return chinese ? fmt::format("第{}日", day.number) : fmt::format("day {}", day.number);
  };
  switch (day.role) {
    case DayRole::kStart:
      role = chinese ? "起算日，不计入" : "start, not counted";
      break;
    case DayRole::kCounted:
      role = counted();
      break;
    case DayRole::kSkipped:
      role = chinese ? "不计" : "skipped";
      break;
    case DayRole::kRolled:
      role = chinese ? "届满日顺延" : "end moved on";
      break;
    case DayRole::kEvent:
      role = chinese ? "事件日，不计入" : "event, not counted";
      break;
    case DayRole::kLast:
      role = (day.number > 0 ? counted() + (chinese ? "，" : ", ") : "") + (chinese ? "截止" : "limit");
      break;
  }
  const std::string because = ReasonText(day.info, chinese);
  return fmt::format("{} {}  {}{}{}", FormatDate(day.day), WeekdayText(day.day, chinese), role,
                     because.empty() ? ""
                     : chinese       ? "："
                                     : ": ",
                     because);
}

std::string AddText(const Calendar& calendar, const AddQuery& query, bool chinese) {
  if (query.unit == PeriodUnit::kHour) return HoursText(query, chinese);
  const Deadline deadline =
      PeriodAfter(calendar, query.start.day, query.n, query.unit, query.roll, query.explain);
  const std::string start = DateText(query.start.day, chinese), unit = UnitText(query.unit, chinese);
  std::string text = chinese ? fmt::format("{}起 {} {}{}，届满日：{}。\n", start, query.n, unit,
                                           ScopeText(calendar, true), DueText(deadline.due, true))
                             : fmt::format("{} {} from {}{}: last day {}.\n", query.n, unit, start,
                                           ScopeText(calendar, false), DueText(deadline.due, false));
  if (deadline.raw.latest != deadline.due.latest) {
    text += chinese ? fmt::format("（最后一日 {} 不是工作日，顺延。）\n", DateText(deadline.raw.latest, true))
                    : fmt::format("(The last day, {}, is a day off; the end moves on.)\n",
                                  DateText(deadline.raw.latest, false));
  }
  if (!query.explain) return text;
  return text + DaysText(deadline.days, chinese) + RulesText(deadline.rules, chinese) +
         NoticesText(NoticesOf(deadline.days), chinese);
}

std::string BeforeText(const Calendar& calendar, const BeforeQuery& query, bool chinese) {
  const std::string date = DateText(query.date, chinese), unit = UnitText(query.unit, chinese);
  std::string text;
  if (query.inverse) {
    text = chinese ? fmt::format("{}通知，须提前 {} {}{}，事件最早可在：\n", date, query.n, unit,
                                 ScopeText(calendar, true))
                   : fmt::format("Notice on {}, {} {} in advance{}: the event may take place from\n", date,
                                 query.n, unit, ScopeText(calendar, false));
  } else {
    text = chinese
               ? fmt::format("{}的 {} {}前{}，最迟通知日：\n", date, query.n, unit, ScopeText(calendar, true))
               : fmt::format("{} {} before {}{}: notice at the latest on\n", query.n, unit, date,
                             ScopeText(calendar, false));
  }
  const BackwardLimit strict = Compute(calendar, query, BackwardReading::kStrict);
  const BackwardLimit lenient = Compute(calendar, query, BackwardReading::kLenient);
  text += ReadingText(strict, query.inverse, chinese) + ReadingText(lenient, query.inverse, chinese);
  text += chinese ? "法律没有写明两端如何计算，建议从严。\n"
                  : "The law does not say how the ends count; take the strict one.\n";
  if (!query.explain) return text;
  std::vector<CountingRule> rules = strict.limit.rules;
  rules.push_back(lenient.limit.rules.front());
  return text + DaysText(strict.limit.days, chinese) + RulesText(rules, chinese) +
         NoticesText(NoticesOf(strict.limit.days), chinese);
}

std::string ShowText(const Calendar& calendar, int year, bool chinese) {
  const YearSummary summary = Summarize(calendar, year);
  const auto count = [](int64_t fewest, int64_t most) {
    return fewest == most ? fmt::format("{}", most) : fmt::format("{}–{}", fewest, most);
  };
  std::string text = chinese ? fmt::format("{}年{}：工作日 {} 天{}\n", year, ScopeText(calendar, true),
                                           count(summary.fewest, summary.most),
                                           summary.announced ? "" : "，暂定（放假通知未公布或未收录）")
                             : fmt::format("{}{}: {} working days{}\n", year, ScopeText(calendar, false),
                                           count(summary.fewest, summary.most),
                                           summary.announced ? "" : ", provisional (notice not on file)");
  for (const YearSummary::Stretch& stretch : summary.stretches) {
    const std::string days = stretch.from == stretch.to
                                 ? DateText(stretch.from, chinese)
                                 : fmt::format("{} {} {}", DateText(stretch.from, chinese),
                                               chinese ? "至" : "to", DateText(stretch.to, chinese));
    text += fmt::format("  {}  {}  {}\n", KindText(stretch.kind, chinese),
                        OccasionText(stretch.occasion, chinese), days);
  }
  text += chinese ? "各月工作日：" : "By month:";
  for (size_t i = 0; i < summary.months.size(); ++i) {
    text += fmt::format(" {}{}{}", i + 1, chinese ? "月 " : ": ",
                        count(summary.months[i].fewest, summary.months[i].most));
  }
  return text + "\n" + NoticesText(summary.notices, chinese);
}

}  // namespace guiju::value
