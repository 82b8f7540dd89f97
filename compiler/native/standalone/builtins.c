/* The built-ins of a library made by `guiju compile`: freestanding, counting over the tables emitted beside it.
   Days whose status no announced notice settles count as possible but not as certain working days. */
#include <stdint.h>

#define HIDDEN __attribute__((visibility("hidden")))

/* possible[i], certain[i]: how many such days from the first day up to and including day first + i. */
struct guiju_calendar_table {
  int64_t first, days;
  const int32_t* possible;
  const int32_t* certain;
};

enum { kDaysPerEra = 146097, kEpoch = 719468 };

static int64_t upto(const struct guiju_calendar_table* table, const int32_t* counts, int64_t day) {
  const int64_t at = day - table->first;
  if (at < 0) return 0;
  return counts[at < table->days ? at : table->days - 1];
}

/* The day on which the count reaches `rank`; saturates at the ends of the table. */
static int64_t day_of(const struct guiju_calendar_table* table, const int32_t* counts, int64_t rank) {
  int64_t low = 0, high = table->days - 1;
  while (low < high) {
    const int64_t middle = (low + high) / 2;
    if (counts[middle] < rank) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return table->first + low;
}

static int64_t nth(const struct guiju_calendar_table* table, const int32_t* counts, int64_t day, int64_t n) {
  /* Before a day, count back from the working days strictly before it. */
  const int64_t rank = n > 0 ? upto(table, counts, day) + n : upto(table, counts, day - 1) + n + 1;
  return rank < 1 ? table->first : day_of(table, counts, rank);
}

HIDDEN void guiju_add_workdays(const void* calendar, int64_t date, int64_t n, int64_t* earliest, int64_t* latest) {
  const struct guiju_calendar_table* table = calendar;
  if (n == 0) {
    *earliest = *latest = date;
    return;
  }
  const int64_t possible = nth(table, table->possible, date, n), certain = nth(table, table->certain, date, n);
  *earliest = n > 0 ? possible : certain;
  *latest = n > 0 ? certain : possible;
}

HIDDEN void guiju_next_workday(const void* calendar, int64_t date, int64_t* earliest, int64_t* latest) {
  guiju_add_workdays(calendar, date - 1, 1, earliest, latest);
}

HIDDEN void guiju_count_workdays(const void* calendar, int64_t from, int64_t to, int64_t* fewest, int64_t* most) {
  const struct guiju_calendar_table* table = calendar;
  *fewest = *most = 0;
  if (to <= from) return;
  *fewest = upto(table, table->certain, to) - upto(table, table->certain, from);
  *most = upto(table, table->possible, to) - upto(table, table->possible, from);
}

static int64_t floor_divide(int64_t n, int64_t d) { return n / d - (n % d < 0); }

/* Proleptic Gregorian; years begin in March so that the leap day comes last. */
static int64_t from_civil(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  const int64_t era = floor_divide(year, 400), in_era = year - era * 400;
  const int64_t in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * kDaysPerEra + in_era * 365 + in_era / 4 - in_era / 100 + in_year - kEpoch;
}

HIDDEN int64_t guiju_add_months(int64_t date, int64_t n) {
  const int64_t z = date + kEpoch, era = floor_divide(z, kDaysPerEra), in_era = z - era * kDaysPerEra;
  const int64_t year_of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
  const int64_t in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted = (5 * in_year + 2) / 153, day = in_year - (153 * shifted + 2) / 5 + 1;
  const int64_t month = shifted < 10 ? shifted + 3 : shifted - 9, year = year_of_era + era * 400 + (month <= 2);
  const int64_t months = year * 12 + month - 1 + n;
  const int64_t to_year = floor_divide(months, 12), to_month = months - to_year * 12 + 1;
  /* The month's last day when it is shorter. */
  const int64_t first = from_civil(to_year, to_month, 1);
  const int64_t next = to_month == 12 ? from_civil(to_year + 1, 1, 1) : from_civil(to_year, to_month + 1, 1);
  return first + (day < next - first ? day : next - first) - 1;
}

/* floor(a / b) of magnitudes by long division: 128-bit division would need a library. */
static unsigned __int128 divide(unsigned __int128 a, uint64_t b, uint64_t* rest) {
  unsigned __int128 quotient = 0, remainder = 0;
  for (int bit = 127; bit >= 0; --bit) {
    remainder = remainder << 1 | ((a >> bit) & 1);
    if (remainder >= b) {
      remainder -= b;
      quotient |= (unsigned __int128)1 << bit;
    }
  }
  *rest = (uint64_t)remainder;
  return quotient;
}

HIDDEN int64_t guiju_round(int64_t x, int64_t numerator, int64_t denominator, int64_t mode) {
  const __int128 product = (__int128)x * numerator;
  const int negative = product < 0;
  const uint64_t d = (uint64_t)denominator;
  uint64_t rest = 0;
  unsigned __int128 size = divide(negative ? -(unsigned __int128)product : (unsigned __int128)product, d, &rest);
  const int away = mode == 0 ? negative : mode == 1 ? !negative : rest >= d - rest;
  if (rest != 0 && away) size += 1;
  return negative ? (int64_t)-(unsigned __int128)size : (int64_t)size;
}
