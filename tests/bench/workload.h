#pragma once
// The benchmark's workload: administrative-enforcement cases and two policies over them, each a pure function
// of a seed, with a reference answer that knows nothing of Guiju. Integer arithmetic only.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace guiju::bench {

inline constexpr uint32_t kCaseSeed = 20240715;
inline constexpr uint32_t kPolicySeed = 7;

// In the order of the columns of the CSV file.
enum Field : uint8_t {
  kAct,
  kParty,
  kFine,
  kConfiscation,
  kAmount,
  kRevoke,
  kSuspend,
  kHearing,
  kParties,
  kDisputed,
  kProcedure,
  kField,
  kLevel,
  kSpanLevel,
  kStateSecret,
  kTradeSecret,
  kPrivacy,
  kDate,
  kFields,
};
enum class FieldKind : uint8_t { kEnum, kInt, kBool };
struct FieldInfo {
  std::string_view name;  // also the key in JSON
  std::string_view chinese;
  FieldKind kind;
  std::vector<std::string_view> values;  // enums
  std::vector<std::string_view> chinese_values;
  int64_t lo = 0, hi = 1;  // ints
};
const std::array<FieldInfo, kFields>& Fields();

// As a program written by hand would keep it.
struct Case {
  int64_t fine, confiscation, amount;  // 分
  int32_t parties, date;
  uint8_t act, party, procedure, field, level, span_level;
  uint8_t revoke, suspend, hearing, disputed, state_secret, trade_secret, privacy;
};
// Case `index` of the endless list of cases.
Case MakeCase(uint32_t seed, uint32_t index);
int64_t ValueOf(const Case& c, Field field);

enum class Op : uint8_t { kEq, kNe, kGe, kGt, kLe, kLt, kIn };
struct Condition {
  Field left = kAct;
  bool sum = false;  // fine + confiscation
  Op op = Op::kEq;
  bool to_field = false;  // compared with `right`, otherwise with `value`, for kIn with a member of `set`
  Field right = kAct;
  int64_t value = 0;
  uint64_t set = 0;
  friend bool operator==(const Condition&, const Condition&) = default;
};
struct Policy {
  std::string name;
  int collective_from = 3;                    // so many rules that hold call for collective discussion
  std::vector<std::vector<Condition>> rules;  // conjunctions
};
Policy SmallPolicy();  // 12 rules
Policy LargePolicy();  // 200 rules
// `rules` conjunctions drawn from the large policy's conditions; for measuring cost against size.
Policy ScaledPolicy(int rules);

enum class Route : uint8_t { kNone, kLegalReview, kCollective };
struct Answer {
  std::vector<uint64_t> fired;  // bit r: rule r holds
  bool major = false;
  Route route = Route::kNone;
  int days = 0;
  friend bool operator==(const Answer&, const Answer&) = default;
};
bool Holds(const Condition& condition, const Case& c);
Answer Reference(const Policy& policy, const Case& c);

std::string ToJson(const Case& c, uint32_t id);  // one line, without the line feed
std::string ToCsv(const Case& c, uint32_t id);
std::string CsvHeader();

// The policy in Guiju.
std::string ToGuiju(const Policy& policy);

}  // namespace guiju::bench
