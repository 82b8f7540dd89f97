#include "runtime/value/builtins.h"

#include "runtime/value/calendar.h"
#include "runtime/value/date.h"

namespace {

using guiju::value::Calendar;

const Calendar& From(const void* calendar) { return *static_cast<const Calendar*>(calendar); }

int64_t FloorDivide(__int128 n, __int128 d) {
  const __int128 quotient = n / d;
  return static_cast<int64_t>(n % d < 0 ? quotient - 1 : quotient);
}

enum class Mode : int64_t { kDown, kUp, kHalfUp };

}  // namespace

extern "C" {

void guiju_add_workdays(const void* calendar, int64_t date, int64_t n, int64_t* earliest, int64_t* latest) {
  const guiju::value::DueDate due = From(calendar).AddWorkdays(date, n);
  *earliest = due.earliest;
  *latest = due.latest;
}

int64_t guiju_add_months(int64_t date, int64_t n) { return guiju::value::AddMonths(date, n); }

void guiju_next_workday(const void* calendar, int64_t date, int64_t* earliest, int64_t* latest) {
  const guiju::value::DueDate due = From(calendar).NextWorkday(date);
  *earliest = due.earliest;
  *latest = due.latest;
}

void guiju_count_workdays(const void* calendar, int64_t from, int64_t to, int64_t* fewest, int64_t* most) {
  const auto [low, high] = From(calendar).CountWorkdays(from, to);
  *fewest = low;
  *most = high;
}

int64_t guiju_round(int64_t x, int64_t numerator, int64_t denominator, int64_t mode) {
  const __int128 product = static_cast<__int128>(x) * numerator, d = denominator;
  switch (static_cast<Mode>(mode)) {
    case Mode::kDown:
      return FloorDivide(product, d);
    case Mode::kUp:
      return -FloorDivide(-product, d);
    case Mode::kHalfUp:
      return product >= 0 ? FloorDivide(2 * product + d, 2 * d) : -FloorDivide(-2 * product + d, 2 * d);
  }
  return 0;
}
}
