#pragma once
// GJ_CHECK: a bug of ours, never a mistake of a user. Aborts with the place and the broken assumption.
#include <cstdio>
#include <cstdlib>

#define GJ_CHECK(condition)                                                                           \
  do {                                                                                                \
    if (!(condition)) [[unlikely]] {                                                                  \
      std::fprintf(stderr, "guiju: broken assumption: %s (%s:%d)\n", #condition, __FILE__, __LINE__); \
      std::abort();                                                                                   \
    }                                                                                                 \
  } while (false)

#define GJ_UNREACHABLE() GJ_CHECK(!"unreachable")
