#pragma once
// Citations: the raw text after 依据/basis, read character by character because articles, document numbers
// and the words around them do not follow the tokens of the language. Internal to the room.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/syntax.h"

namespace guiju::syntax {

struct CitationText {
  std::vector<Cite> cites;
  uint32_t begin = 0, end = 0;  // bytes of the code; end is behind the last citation
  bool runs_into = false;       // a word stands directly behind it
};
// Reads from `begin` (behind the word 依据). Empty cites: nothing readable. A citation without a source
// (第三条 alone) belongs to the source before it. Linear in the text read.
CitationText ReadCitations(std::string_view code, uint32_t begin, source::FileId file);

// 行政处罚法 第五十八条第一款第二项 | 行政处罚法 art 58 para 1 item 2
std::string PrintLocator(const Cite& cite, Spelling spelling);

}  // namespace guiju::syntax
