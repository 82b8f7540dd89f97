#pragma once
// Canonical text of positions, events, documents, bodies, clocks, duties and flows. Internal to the room.
#include "compiler/syntax/print_clauses.h"

namespace guiju::syntax {

class FlowPrinter : private ClauseTexts {
 public:
  // All must outlive this.
  FlowPrinter(const source::SourceFile& file, const SyntaxTree& tree, const Speller& speller, Layout& layout)
      : ClauseTexts(file, tree, speller), layout_(layout) {}

  void Print(const PositionDecl& x);
  void Print(const EventDecl& x);
  void Print(const DocumentDecl& x);
  void Print(const GroundDecl& x);
  void Print(const BodyDecl& x);
  void Print(const DutyDecl& x);
  void Print(const GateDecl& x);
  void Print(const FlowDecl& x);

 private:
  std::string Text(const NameRef& ref) const { return speller_.Word(ref.text); }
  std::string Text(const std::vector<NameRef>& refs) const;
  std::string Text(const Amount& amount) const;
  std::string Text(const Share& share) const;
  void PutRef(Clauses& clauses, std::string_view slot, const NameRef& ref) const;
  void PutRefs(Clauses& clauses, std::string_view slot, const std::vector<NameRef>& refs) const;
  void PutFlag(Clauses& clauses, std::string_view slot, bool flag) const;
  void PutTiming(Clauses& clauses, const Timing& timing) const;
  void PutExtension(Clauses& clauses, const ExtensionClause& extension) const;
  std::string Titled(std::string_view slot, const Name& name, const std::string& title) const;
  // `head {`, one clause a line, then what `inside` prints, `}`. `first`: where that begins in the source.
  template <class Inside>
  void Block(const Span& span, uint32_t first, const std::string& head, const Clauses& clauses,
             Inside inside);

  void Print(const ClockDecl& x);
  void Print(const ObligationDecl& x);
  void Print(const StageDecl& x);
  void Print(const OutcomeDecl& x);
  void Print(const InterruptDecl& x);

  Layout& layout_;
};

}  // namespace guiju::syntax
