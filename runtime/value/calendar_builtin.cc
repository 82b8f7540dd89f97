#include "runtime/value/calendar_data.h"

namespace guiju::value {
namespace {
#include "runtime/value/generated/calendar.inc"
}  // namespace

const CalendarData& BuiltinCalendarData() {
  static constexpr CalendarData kData = {kNotices, kSpans, kLunar, kStatutory, kWindows, kRegions, kRules};
  return kData;
}

}  // namespace guiju::value
