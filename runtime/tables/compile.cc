// Expressions to instructions.
#include "runtime/tables/program.h"

namespace guiju::tables {

using ir::ExprKind;

Slot SlotOf(ir::TypeKind type, int64_t value) {
  if (type == ir::TypeKind::kEnum) value = static_cast<int64_t>(uint64_t{1} << value);
  return {value, value};
}

Slot AnySlot(const ir::Program& program, const ir::Type& type, const ir::Range& range) {
  const auto all = [&] {
    size_t values = program.enums[type.enumeration].values.size();
    return static_cast<int64_t>(values >= 64 ? ~uint64_t{0} : (uint64_t{1} << values) - 1);
  };
  switch (type.kind) {
    case ir::TypeKind::kBool:
      return {0, 1};
    case ir::TypeKind::kEnum:
      return {all(), all()};
    case ir::TypeKind::kSet:
      return {0, all()};
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
      return {range.lo, range.hi};
    case ir::TypeKind::kText:
      return {INT64_MIN, INT64_MAX};
  }
  GJ_UNREACHABLE();
}

bool Compiler::IsOfElement(ir::ExprId expr) {
  if (of_element_.empty()) of_element_.assign(program_.exprs.size(), -1);
  int8_t& known = of_element_[static_cast<size_t>(expr.index)];
  if (known >= 0) return known == 1;
  const ir::Expr& e = program_.exprs[expr];
  bool of_element = e.kind == ExprKind::kFact && program_.facts[e.fact].list;
  if (!e.list) {  // an aggregate binds the elements its argument reads
    for (ir::ExprId arg : e.args) of_element = IsOfElement(arg) || of_element;
  }
  known = of_element ? 1 : 0;
  return of_element;
}

uint32_t Compiler::Emit(Instruction instruction, uint32_t scope, int32_t stratum) {
  instruction.target = registers_++;
  uint32_t target = instruction.target;
  if (scope != kCase) {
    bodies_[scope].code.push_back(std::move(instruction));
  } else {
    size_t at = static_cast<size_t>(stratum);
    if (case_code_.size() <= at) case_code_.resize(at + 1);
    case_code_[at].push_back(std::move(instruction));
  }
  return target;
}

void Compiler::SetOperands(Instruction* instruction, const std::vector<uint32_t>& registers,
                           const std::vector<int64_t>& coefficients) {
  instruction->first_operand = static_cast<uint32_t>(result_.operands.size());
  instruction->operands = static_cast<uint32_t>(registers.size());
  for (size_t i = 0; i < registers.size(); ++i) {
    result_.operands.push_back(registers[i]);
    result_.coefficients.push_back(i < coefficients.size() ? coefficients[i] : 1);
  }
}

uint32_t Compiler::ConstantRegister(ir::TypeKind type, Slot value, uint32_t scope, int32_t stratum) {
  Instruction constant;
  constant.type = type;
  constant.constant = value;
  return Emit(std::move(constant), scope, stratum);
}

uint32_t Compiler::GivenFact(ir::FactId fact, uint32_t scope) {
  auto found = given_.find({fact, scope});
  if (found != given_.end()) return found->second;
  const ir::Fact& f = program_.facts[fact];
  Instruction load;
  load.kind = ExprKind::kFact;
  load.type = f.type.kind;
  load.field = layout_.fields[static_cast<size_t>(fact.index)];
  load.of_element = f.list.has_value();
  load.constant = AnySlot(program_, f.type, f.range);
  uint32_t target = Emit(std::move(load), scope, 0);
  given_.emplace(std::pair{fact, scope}, target);
  return target;
}

uint32_t Compiler::EffectiveFact(const ir::Expr& expr, uint32_t scope, int32_t stratum) {
  const ir::Fact& fact = program_.facts[expr.fact];
  uint32_t given = GivenFact(expr.fact, scope);
  if (!fact.applies) return given;
  uint32_t applies = Register(fact.applies, scope);
  uint32_t otherwise =
      ConstantRegister(fact.type.kind, SlotOf(fact.type.kind, fact.otherwise), scope, stratum);
  Instruction choose;
  choose.kind = ExprKind::kIf;
  choose.type = fact.type.kind;
  SetOperands(&choose, {applies, given, otherwise}, {});
  return Emit(std::move(choose), scope, stratum);
}

uint32_t Compiler::Aggregate(const ir::Expr& expr, int32_t stratum) {
  uint32_t scope = static_cast<uint32_t>(bodies_.size());
  bodies_.emplace_back();
  uint32_t result = Register(expr.args[0], scope);
  Instruction aggregate;
  aggregate.kind = expr.kind;
  aggregate.type = expr.type.kind;
  aggregate.value = expr.value;
  size_t list = static_cast<size_t>(expr.list.index);
  aggregate.list_offset = layout_.list_offsets[list];
  aggregate.element_size = layout_.elements[list].size;
  aggregate.max_size = program_.lists[expr.list].max_size;
  aggregate.body = scope;  // made an address by Finish
  SetOperands(&aggregate, {result}, {});
  return Emit(std::move(aggregate), kCase, stratum);
}

uint32_t Compiler::Register(ir::ExprId id, uint32_t scope) {
  if (!IsOfElement(id)) scope = kCase;
  auto found = known_.find({id, scope});
  if (found != known_.end()) return found->second;
  const ir::Expr& e = program_.exprs[id];
  int32_t stratum = strata_.Of(id);
  uint32_t target = 0;
  if (e.list) {
    target = Aggregate(e, stratum);
  } else if (e.kind == ExprKind::kFact) {
    target = EffectiveFact(e, scope, stratum);
  } else {
    std::vector<uint32_t> operands;
    operands.reserve(e.args.size());
    for (ir::ExprId arg : e.args) operands.push_back(Register(arg, scope));
    Instruction instruction;
    instruction.kind = e.kind;
    instruction.type = e.type.kind;
    if (!e.args.empty()) instruction.operand_type = program_.exprs[e.args[0]].type.kind;
    instruction.value = e.value;
    instruction.set = e.set;
    instruction.numerator = e.numerator;
    instruction.denominator = e.denominator;
    instruction.mode = e.mode;
    instruction.unit = e.unit;
    instruction.roll = e.roll;
    if (e.kind == ExprKind::kConst) instruction.constant = SlotOf(e.type.kind, e.value);
    if (e.decision) instruction.decision = static_cast<uint32_t>(e.decision.index);
    SetOperands(&instruction, operands, e.coefficients);
    target = Emit(std::move(instruction), scope, stratum);
  }
  known_.emplace(std::pair{id, scope}, target);
  return target;
}

uint32_t Compiler::RegisterOfSum(const plan::Term& term) {
  if (term.args.size() == 1 && term.args[0] && term.coefficients[0] == 1) return RegisterOf(term.args[0]);
  std::vector<uint32_t> operands;
  operands.reserve(term.args.size());
  for (size_t i = 0; i < term.args.size(); ++i) {
    operands.push_back(term.args[i] ? RegisterOf(term.args[i]) : GivenFact(term.facts[i], kCase));
  }
  Instruction sum;
  sum.kind = ExprKind::kLin;
  SetOperands(&sum, operands, term.coefficients);
  return Emit(std::move(sum), kCase, term.stratum);
}

Compiler::Code Compiler::Finish(size_t strata) {
  Code code;
  case_code_.resize(strata);
  std::vector<std::pair<uint32_t, uint32_t>> bodies(bodies_.size());
  const auto append = [this](std::vector<Instruction>& from) {
    uint32_t begin = static_cast<uint32_t>(result_.code.size());
    for (Instruction& instruction : from) result_.code.push_back(std::move(instruction));
    return std::pair{begin, static_cast<uint32_t>(result_.code.size())};
  };
  for (std::vector<Instruction>& stratum : case_code_) code.strata.push_back(append(stratum));
  for (size_t scope = 1; scope < bodies_.size(); ++scope) bodies[scope] = append(bodies_[scope].code);
  for (Instruction& instruction : result_.code) {
    if (instruction.body == 0) continue;
    auto [begin, end] = bodies[instruction.body];
    instruction.body = begin;
    instruction.body_end = end;
  }
  code.registers = registers_;
  code.program = std::move(result_);
  return code;
}

}  // namespace guiju::tables
