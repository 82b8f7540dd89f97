#pragma once
// What the law itself says about an answer: doubts about what is cited, the version the case falls under,
// dates on which a policy is not in force. Private to the room.
#include <vector>

#include "runtime/caseio/case_buffer.h"
#include "runtime/caseio/classification.h"
#include "runtime/engine/loaded_policy.h"
#include "runtime/trace/render.h"
#include "runtime/trace/trace.h"

namespace guiju::engine {

// Sources cited that carry a doubt, each once.
std::vector<caseio::SourceDoubt> SourceDoubts(const ir::Program& program,
                                              const std::vector<ir::CiteId>& cited);
// 原文存疑 of the provisions cited: of one that contains a provision cited or is part of it. A doubt that
// names no provision concerns every answer of its policy.
std::vector<caseio::TextDoubt> TextDoubts(const ir::Program& program, const std::vector<ir::CiteId>& cited);

// The policy and its superiors, nearest first.
std::vector<ir::PolicyId> Chain(const ir::Program& program);
// Whether any of them has 过渡 clauses.
bool HasTransitions(const ir::Program& program);
// `zh`, `en`: for names; `chinese`: the language of questions. Provisions of clauses that decide join
// `cited`.
std::vector<caseio::VersionAnswer> VersionsOf(const trace::Explainer& explainer,
                                              const trace::RenderOptions& zh, const trace::RenderOptions& en,
                                              bool chinese, std::vector<ir::CiteId>* cited);
// Procedure is read on the day of the step: on the 办理 axis, without it on 决定. Before there is such a day,
// what has been filed or notified after 失效 is decided later still.
std::vector<caseio::OutOfForce> OutOfForceOn(const LoadedPolicy& policy, const caseio::CaseBuffer& input);

// Filing, notice and decision follow each other in this order; two known dates that do not are named.
std::vector<caseio::DatesOutOfOrder> OutOfOrder(const ir::Program& program,
                                                const std::vector<caseio::AxisValue>& axes);

caseio::Question QuestionOf(const ir::Program& program, const trace::Place& place,
                            const trace::RenderOptions& zh, const trace::RenderOptions& en, bool chinese);

}  // namespace guiju::engine
