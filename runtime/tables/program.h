#pragma once
// Inside the room: what tables cannot hold — aggregates, dates, products, texts — as a register program over
// knowledge. One instruction per distinct expression; registers are Slots. Semantics are those of
// runtime/interp.
#include <map>
#include <utility>
#include <vector>

#include "compiler/plan/plan.h"
#include "runtime/tables/data.h"

namespace guiju::tables {

struct Instruction {
  ir::ExprKind kind = ir::ExprKind::kConst;  // kFact: the value as given, applicability is an If of its own
  ir::TypeKind type = ir::TypeKind::kInt;
  ir::TypeKind operand_type = ir::TypeKind::kInt;
  uint32_t target = 0;
  uint32_t first_operand = 0, operands = 0;  // registers; coefficients stand at the same places
  Slot constant;                             // Const; Fact: what an unknown value may be
  int64_t value = 0;
  uint64_t set = 0;
  int64_t numerator = 1, denominator = 1;
  ir::RoundMode mode = ir::RoundMode::kDown;
  ir::TimeUnit unit = ir::TimeUnit::kDay;
  ir::Roll roll = ir::Roll::kNone;
  abi::Field field;
  bool of_element = false;
  uint32_t decision = 0;
  uint32_t list_offset = 0, element_size = 0;
  int64_t max_size = 0;
  uint32_t body = 0, body_end = 0;  // code run per element; operand 0 is its result
};

struct Program {
  std::vector<Instruction> code;
  std::vector<uint32_t> operands;
  std::vector<int64_t> coefficients;
};

void Run(const View& view, uint32_t begin, uint32_t end, const Frame& frame);

// Expressions to instructions, stratum by stratum.
class Compiler {
 public:
  Compiler(const ir::Program& program, const abi::Layout& layout, plan::Strata* strata)
      : program_(program), layout_(layout), strata_(*strata) {}

  uint32_t RegisterOf(ir::ExprId expr) { return Register(expr, kCase); }
  uint32_t RegisterOfSum(const plan::Term& term);
  struct Code {
    Program program;
    std::vector<std::pair<uint32_t, uint32_t>> strata;  // begin, end
    uint32_t registers = 0;
  };
  Code Finish(size_t strata);

 private:
  // Where instructions go: the case (by stratum), or the body of one aggregate.
  static constexpr uint32_t kCase = 0;
  struct Body {
    std::vector<Instruction> code;
  };
  uint32_t Register(ir::ExprId expr, uint32_t scope);
  uint32_t GivenFact(ir::FactId fact, uint32_t scope);
  uint32_t ConstantRegister(ir::TypeKind type, Slot value, uint32_t scope, int32_t stratum);
  uint32_t EffectiveFact(const ir::Expr& expr, uint32_t scope, int32_t stratum);
  uint32_t Aggregate(const ir::Expr& expr, int32_t stratum);
  void SetOperands(Instruction* instruction, const std::vector<uint32_t>& registers,
                   const std::vector<int64_t>& coefficients);
  uint32_t Emit(Instruction instruction, uint32_t scope, int32_t stratum);
  bool IsOfElement(ir::ExprId expr);

  const ir::Program& program_;
  const abi::Layout& layout_;
  plan::Strata& strata_;
  Program result_;
  std::vector<std::vector<Instruction>> case_code_;  // by stratum
  std::vector<Body> bodies_{1};                      // by scope; the first is unused
  std::map<std::pair<ir::ExprId, uint32_t>, uint32_t> known_;
  std::map<std::pair<ir::FactId, uint32_t>, uint32_t> given_;
  std::vector<int8_t> of_element_;  // by ExprId: -1 not yet
  uint32_t registers_ = 0;
};

// Knowledge of a constant, and of a value of which nothing is known.
Slot SlotOf(ir::TypeKind type, int64_t value);
Slot AnySlot(const ir::Program& program, const ir::Type& type, const ir::Range& range);

}  // namespace guiju::tables
