#pragma once
// A second evaluator that shares nothing with the interpreter: one complete world, plain values, no
// knowledge. What is known of a partial case follows by listing its completions.
#include <optional>
#include <vector>

#include "tests/differential/generate.h"

namespace guiju::differential {

struct World {
  std::vector<int64_t> facts;                            // by FactId; fields of lists: unused
  std::vector<std::vector<std::vector<int64_t>>> lists;  // by ListId, element, FactId
};
struct Answer {
  std::vector<bool> applies;       // by RuleId
  std::vector<int64_t> decisions;  // by DecisionId; sets as masks
};
// The calendar is read day by day through KindOf only.
Answer AnswerIn(const ir::Program& program, const World& world, const value::Calendar& calendar);

// Every world a partial case may turn out to be; nullopt when there are more than `limit`. Unknown texts
// range over the program's texts and two others.
std::optional<std::vector<World>> Completions(const ir::Program& program, const abi::Layout& layout,
                                              const CaseData& data, size_t limit);

// The outcome of `words` allows this answer: every rail and every value contains it.
bool Contains(const ir::Program& program, uint64_t* words, const Answer& answer);
// The outcome is exactly this answer.
bool Equals(const ir::Program& program, uint64_t* words, const Answer& answer);
// The tightest outcome that contains all answers: what a perfect evaluator would say (intervals as hulls).
std::vector<uint64_t> OutcomeOf(const ir::Program& program, const std::vector<Answer>& answers);

}  // namespace guiju::differential
