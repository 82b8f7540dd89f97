#pragma once
// The program by the names a state and its events use. Private to the room.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/ir.h"
#include "runtime/flow/state.h"

namespace guiju::flow {

// By either spelling; unset when there is none.
ir::FlowId FindFlow(const ir::Program& program, std::string_view name);
ir::StageId FindStage(const ir::Program& program, ir::FlowId flow, std::string_view name);
ir::OutcomeId FindOutcome(const ir::Program& program, ir::StageId stage, std::string_view name);
ir::EventId FindEvent(const ir::Program& program, std::string_view name);
ir::InterruptId FindInterrupt(const ir::Program& program, ir::FlowId flow, std::string_view name);
ir::DocumentId FindDocument(const ir::Program& program, std::string_view name);
ir::ActorId FindActor(const ir::Program& program, std::string_view name);

// The first of `actors` that the position may act as; unset: none.
ir::ActorId RoleOf(const ir::Program& program, std::string_view position,
                   const std::vector<ir::ActorId>& actors);
std::vector<std::string> NamesOf(const ir::Program& program, const std::vector<ir::ActorId>& actors);
// Whether the stage performs a function: its name, 作为, or its body's.
bool Performs(const ir::Program& program, const ir::Stage& stage, const ir::Name& function);
// The body that votes at the stage; unset: none.
ir::BodyId BodyOf(const ir::Program& program, const ir::Stage& stage);

}  // namespace guiju::flow
