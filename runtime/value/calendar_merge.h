#pragma once
// One more file of holiday notices put into a calendar, checked as a person who typed it would want it.
// Pure; thread-safe.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/value/calendar.h"

namespace guiju::value {

struct MergedCalendar {
  std::shared_ptr<const Calendar> calendar;
  std::vector<Notice> notices;  // what the file brought
};

// `file` is one document in the form of stdlib/calendar. A notice with the number of one on file (of its year
// and region) takes its place; rules and counting rules take the place of the old ones as a whole; a region
// may be new. An Error says in both languages what is wrong with the file: no such document, days that are
// not of the year, a make-up day that is no weekend, a second arrangement of a year that amends none.
base::Result<MergedCalendar> MergeDocument(const Calendar& base, std::string_view file,
                                           std::string_view region);

}  // namespace guiju::value
