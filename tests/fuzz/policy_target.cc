// Anything as a policy text: it is refused or compiled, what is compiled verifies, and what is printed reads
// back.
#include "compiler/base/check.h"
#include "compiler/lower/lower.h"
#include "compiler/syntax/syntax.h"
#include "compiler/syntax/words.h"
#include "tests/fuzz/target.h"
#include "tests/property/flow_policy.h"
#include "tests/property/policy_generator.h"
#include "tests/property/syntax_generator.h"

namespace guiju::fuzz {
namespace {

using syntax::Spelling;

// Text in a spelling; `errors` is set when the text had any.
std::string Printed(const std::string& text, Spelling spelling, bool* errors) {
  source::SourceSet sources;
  const source::FileId id = sources.Add(source::Load("fuzz.gj", text).file);
  diag::Sink sink;
  const syntax::SyntaxTree tree = syntax::Parse(sources[id], id, sink);
  *errors = sink.has_errors();
  return syntax::Print(sources[id], tree, syntax::NamesOf(tree), spelling);
}

void CheckText(const std::string& text) {
  if (!source::Load("fuzz.gj", text).problems.empty()) return;
  for (const Spelling spelling : {Spelling::kZh, Spelling::kEn}) {
    bool errors = false, again_errors = false;
    const std::string printed = Printed(text, spelling, &errors);
    // What was not understood stays as the author wrote it; only understood text is promised to be stable.
    if (errors) continue;
    const std::string again = Printed(printed, spelling, &again_errors);
    GJ_CHECK(!again_errors);
    GJ_CHECK(again == printed);
  }
}

void CheckMeaning(const std::string& text) {
  const lower::Compiled compiled = lower::CompileText({{"fuzz.gj", text}}, "", {.lint = true});
  diag::RenderText(compiled.diagnostics.Sorted(), compiled.closure->sources, {});
  GJ_CHECK(compiled.program.has_value() == !compiled.diagnostics.has_errors());
  if (!compiled.program) return;
  GJ_CHECK(ir::Verify(*compiled.program).empty());
  ir::ParseFailure failure;
  GJ_CHECK(ir::Parse(ir::Print(*compiled.program), &failure) == *compiled.program);
}

}  // namespace

std::vector<std::string> Corpus() {
  std::vector<std::string> texts;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    texts.push_back(property::GeneratePolicy(seed));
    texts.push_back(property::GenerateText(seed, 4).text);
    texts.emplace_back(property::kFlowPolicy);
  }
  return texts;
}

std::vector<std::string> Words() {
  std::vector<std::string> words = {"{",
                                    "}",
                                    "(",
                                    ")",
                                    "|",
                                    "||",
                                    "「",
                                    "」",
                                    "“",
                                    "\"",
                                    "<",
                                    ",",
                                    ":",
                                    "=",
                                    "//",
                                    "\n",
                                    "1万元",
                                    "以上",
                                    "不满",
                                    "第三条",
                                    "2021-07-15",
                                    "```guiju\n",
                                    "9223372036854775807",
                                    "\xEF\xBB\xBF"};
  for (const syntax::Slot& slot : syntax::Slots()) {
    words.emplace_back(" " + std::string(slot.zh) + " ");
    words.emplace_back(" " + std::string(slot.en) + " ");
  }
  return words;
}

}  // namespace guiju::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  guiju::fuzz::CheckText(text);
  guiju::fuzz::CheckMeaning(text);
  return 0;
}
