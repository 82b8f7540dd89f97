#pragma once
// Private to the room: the state of one lowering.
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/diag/diag.h"
#include "compiler/ir/ir.h"
#include "compiler/lower/linear.h"
#include "compiler/lower/lower.h"
#include "compiler/model/model.h"

namespace guiju::lower {

using model::Span;

// A condition: its meaning and how it was written.
struct Condition {
  ir::ExprId expr;
  ir::UseId use;
};
// Bounds of an interval as inclusive values; unset: no bound.
struct Bounds {
  ir::ExprId lo, hi;
};
// Reading date axes anew: a period on `first` or `second` is read on `target`. Context 0 reads as written.
struct AxisContext {
  model::FactId first, second, target;
};

class Lowerer {
 public:
  Lowerer(const model::Model& model, diag::Sink& sink, const LowerOptions& options)
      : m_(model), sink_(sink), options_(options), table_(&p_), contexts_(1) {}
  ir::Program Run();

 private:
  friend class FlowLowerer;  // flows.cc
  // lower.cc
  void LowerProvenance();
  void LowerVocabulary();
  void LowerPresumptions();
  void LowerTransitions();
  void LowerExamples();
  void LowerFlows();
  ir::Type TypeOf(const model::Type& type) const;
  static ir::Name NameOf(const model::Name& name) { return {name.zh, name.en}; }
  ir::OriginId OriginOf(size_t unit, Span span);
  std::vector<ir::CiteId> CitesOf(const std::vector<model::CiteId>& cites) const;

  // nodes.cc: building expressions, folding only what keeps three-valued answers
  ir::ExprId Intern(ir::Expr expr);
  ir::ExprId Const(const ir::Type& type, int64_t value);
  ir::ExprId Bool(bool value);
  ir::ExprId Not(ir::ExprId a);
  ir::ExprId Join(ir::ExprKind kind, std::vector<ir::ExprId> args);  // kAnd, kOr
  ir::ExprId If(ir::ExprId condition, ir::ExprId yes, ir::ExprId no);
  ir::ExprId Ge0(Linear form);
  ir::ExprId In(ir::ExprId value, uint64_t set);
  ir::ExprId FactNode(ir::FactId fact);
  ir::ExprId Materialize(Linear form, const ir::Type& type);
  Linear Decompose(ir::ExprId id) const;
  bool IsBool(ir::ExprId id, bool value) const;
  std::optional<int64_t> ConstOf(ir::ExprId id) const;
  ir::Range RangeOf(ir::ExprId id) const { return ranges_[static_cast<size_t>(id.index)]; }

  // conditions.cc
  Condition Cond(model::ExprId id);
  ir::ExprId CompareExpr(const model::Expr& e);
  ir::ExprId CompareEnums(const model::Expr& e);
  ir::ExprId Within(const Linear& value, model::ExprId interval);
  ir::ExprId WithinBounds(const Linear& value, const Bounds& bounds);
  Condition Joined(const model::Expr& e);  // and, or, not
  Condition Defined(const model::Expr& e);
  Condition Quantified(const model::Expr& e);
  ir::UseId Atom(const model::Expr& e, ir::ExprId expr);
  Span WithClosingBrackets(Span span, int open) const;
  Span WithOpeningBrackets(Span span, int closed) const;
  std::string TextOf(Span span) const;

  // footings.cc: which provisions stand behind what is read
  void LowerFigures();
  ir::FigureId FigureOf(model::ParameterId id) const { return ir::FigureId(id.index); }
  ir::FigureId FigureOf(model::TableId id) const;
  ir::FigureId FigureOf(model::DefineId id) const;
  ir::FootingId InternFooting(ir::Footing footing);
  ir::FootingId ChooseFooting(ir::FigureId figure, ir::ExprId when, ir::FootingId yes, ir::FootingId no);
  ir::FootingId FootingFor(ir::FigureId figure, const std::vector<model::CiteId>& basis,
                           ir::FootingId further);
  void AddFooting(ir::FootingId footing);  // to what is being lowered; unset: nothing
  void ReadParameter(model::ParameterId id, const std::vector<ir::ExprId>& args);
  void ReadTable(model::TableId id, const std::vector<ir::ExprId>& args);

  std::vector<ir::FootingId> ValueFootings(ir::DecisionId decision) const;

  // values.cc
  Linear Lin(model::ExprId id);
  ir::ExprId Value(model::ExprId id);
  ir::ExprId Value(model::ExprId id, const model::Type& type);
  ir::ExprId Call(const model::Expr& e);
  ir::ExprId Fold(const model::Expr& e);  // sum, largest, smallest, count
  struct Called {
    Condition body;
    std::vector<ir::FootingId> footings;  // of the definition itself and of its arguments
  };
  Called CallDefine(const model::Expr& e);
  Condition DefineBody(const model::Define& define);
  Condition Extended(const model::Define& define, ir::FigureId figure, Condition own);
  const std::vector<model::ListId>& ListsIn(model::DefineId id);
  void CollectLists(model::ExprId id, std::vector<model::ListId>& out);
  bool Enter(model::ListId list, Span span);
  std::vector<ir::ExprId> Arguments(const model::Expr& e, const std::vector<model::Formal>& formals);

  // choices.cc: parameters and tables as chains of conditions
  ir::ExprId ParameterValue(const model::Expr& e);
  ir::ExprId TableValue(const model::Expr& e);
  ir::ExprId ParameterWithin(const Linear& value, const model::Expr& e);
  Bounds ParameterBounds(const model::Expr& e);
  Bounds LiteralBounds(const model::Expr& interval, const model::Type& type);
  ir::ExprId RowCondition(const model::Row& row, const std::vector<model::Formal>& formals,
                          const std::vector<ir::ExprId>& args);
  ir::ExprId PeriodCondition(model::FactId axis, std::optional<int64_t> from, std::optional<int64_t> to);
  ir::FactId AskedFact(const model::Parameter& p, const std::string& zh, const std::string& en,
                       const std::string& question);
  size_t LeavesOf(const model::Parameter& p) const;
  template <class T, class Leaf, class Joiner>
  T FoldParameter(const model::Parameter& p, const std::vector<ir::ExprId>& args, Leaf leaf, T missing,
                  Joiner join);

  // decisions.cc
  void LowerDecisions();
  ir::DecisionId DecisionOf(model::DecisionId id);  // in the current context
  ir::DecisionId LowerDecision(model::DecisionId id);
  ir::DecisionId LowerMilder(model::DecisionId id);
  bool ReadsAxis(model::DecisionId id, int context);
  bool ReadsAxis(model::ExprId id, int context);
  bool OnAxis(model::FactId axis, int context) const;
  ir::UseId ValueUse(model::ExprId id, const model::Type& type);
  ir::Range RangeOfDecision(const ir::Decision& decision) const;
  std::string ContextSuffix(bool chinese) const;
  // prove.cc
  void Prove(ir::DecisionId id, Span span);

  // Gathers the footings of what is read during the block; at its end they are also those of what is around.
  class FootingScope {
   public:
    explicit FootingScope(Lowerer& lowerer) : lowerer_(lowerer), around_(lowerer.footings_) {
      lowerer.footings_ = &found_;
    }
    ~FootingScope() {
      lowerer_.footings_ = around_;
      for (ir::FootingId footing : found_) lowerer_.AddFooting(footing);
    }
    FootingScope(const FootingScope&) = delete;
    FootingScope& operator=(const FootingScope&) = delete;
    const std::vector<ir::FootingId>& found() const { return found_; }

   private:
    Lowerer& lowerer_;
    std::vector<ir::FootingId>* around_;
    std::vector<ir::FootingId> found_;
  };
  // Arguments of what is being inlined, restored at the end of the block.
  class FrameScope {
   public:
    FrameScope(Lowerer& lowerer, std::vector<ir::ExprId>* args, std::vector<ir::UseId>* uses)
        : lowerer_(lowerer), args_(lowerer.frame_), uses_(lowerer.frame_uses_) {
      lowerer.frame_ = args;
      lowerer.frame_uses_ = uses;
    }
    ~FrameScope() {
      lowerer_.frame_ = args_;
      lowerer_.frame_uses_ = uses_;
    }
    FrameScope(const FrameScope&) = delete;
    FrameScope& operator=(const FrameScope&) = delete;

   private:
    Lowerer& lowerer_;
    std::vector<ir::ExprId>* args_;
    std::vector<ir::UseId>* uses_;
  };
  struct CallKey {
    std::vector<int32_t> parts;
    bool operator==(const CallKey&) const = default;
  };
  struct CallHash {
    size_t operator()(const CallKey& key) const {
      size_t h = 1469598103934665603ull;
      for (int32_t part : key.parts) h = (h ^ static_cast<uint32_t>(part)) * 1099511628211ull;
      return h;
    }
  };

  const model::Model& m_;
  diag::Sink& sink_;
  LowerOptions options_;
  ir::Program p_;
  ir::ExprTable table_;
  std::vector<ir::Range> ranges_;       // by ir::ExprId
  std::vector<ir::ExprId> fact_nodes_;  // by ir::FactId; unset until used
  size_t main_unit_ = 0;
  Span span_;            // of the expression being lowered, for messages
  ir::OriginId origin_;  // of the declaration being lowered
  bool reported_size_ = false;
  std::vector<ir::ExprId>* frame_ = nullptr;  // arguments of the definition, parameter or table being inlined
  std::vector<ir::UseId>* frame_uses_ = nullptr;  // parallel; unset for values
  std::vector<model::ListId> active_lists_;
  struct Inlined {
    Condition body;
    std::vector<ir::FootingId> footings;  // of what the body reads
  };
  std::unordered_map<CallKey, Inlined, CallHash> calls_;
  std::vector<ir::FootingId>* footings_ = nullptr;  // of what is being lowered
  std::map<std::vector<int32_t>, ir::FootingId> interned_footings_;
  std::vector<std::optional<std::vector<model::ListId>>> lists_in_;
  std::unordered_map<std::string, ir::FactId> asked_;
  std::vector<AxisContext> contexts_;
  int context_ = 0;
  std::map<std::pair<int32_t, int>, ir::DecisionId> decisions_;  // (model decision, context)
  std::map<std::pair<int32_t, int>, bool> reads_axis_;
  std::unordered_map<uint64_t, ir::OriginId> origins_;
  std::vector<std::vector<ir::CiteId>> cites_of_;
};

}  // namespace guiju::lower
