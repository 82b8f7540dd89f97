#include "compiler/base/check.h"
#include "compiler/diag/diag.h"

namespace guiju::diag {
namespace {

Kind KindOf(source::TextDefect defect) {
  switch (defect) {
    case source::TextDefect::kTooLarge:
      return Kind::TextTooLarge;
    case source::TextDefect::kInvalidUtf8:
      return Kind::TextInvalidUtf8;
    case source::TextDefect::kNul:
      return Kind::TextNul;
    case source::TextDefect::kControl:
      return Kind::TextControl;
    case source::TextDefect::kBidi:
      return Kind::TextBidi;
    case source::TextDefect::kInvisible:
      return Kind::TextInvisible;
    case source::TextDefect::kNotNormalized:
      return Kind::TextNotNormalized;
    case source::TextDefect::kUnclosedBlock:
      return Kind::TextUnclosedBlock;
  }
  GJ_UNREACHABLE();
  return Kind::TextInvalidUtf8;
}

std::string Printable(const source::TextProblem& problem) {
  if (problem.defect == source::TextDefect::kTooLarge) return fmt::format("{}", problem.end);
  if (problem.defect == source::TextDefect::kInvalidUtf8)
    return fmt::format("0x{:02X}", static_cast<uint32_t>(problem.character));
  return fmt::format("U+{:04X}", static_cast<uint32_t>(problem.character));
}

}  // namespace

void ReportTextProblems(const source::Loaded& loaded, source::FileId file, Sink& sink) {
  for (const source::TextProblem& problem : loaded.problems)
    sink.Emit(KindOf(problem.defect), {file, problem.begin, problem.end}, Printable(problem));
}

}  // namespace guiju::diag
