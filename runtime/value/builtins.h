#pragma once
// The C functions native code may call; rows in runtime/abi/builtins.def. `calendar` is a const
// value::Calendar*. Total: every argument has an answer. Thread-safe.
#include <cstdint>

extern "C" {
// Start day excluded; n <= 0 gives the date itself.
void guiju_add_workdays(const void* calendar, int64_t date, int64_t n, int64_t* earliest, int64_t* latest);
int64_t guiju_add_months(int64_t date, int64_t n);
void guiju_next_workday(const void* calendar, int64_t date, int64_t* earliest, int64_t* latest);
// In (from, to].
void guiju_count_workdays(const void* calendar, int64_t from, int64_t to, int64_t* fewest, int64_t* most);
// round(x * numerator / denominator); mode as ir::RoundMode: 0 down, 1 up, 2 nearest with ties away from
// zero.
int64_t guiju_round(int64_t x, int64_t numerator, int64_t denominator, int64_t mode);
}
