// The C header of a library: units and ranges of every fact, and an interface that is mostly inline.
#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <set>

#include "compiler/native/library.h"

namespace guiju::native {
namespace {

std::string Identifier(const ir::Name& name) {
  std::string id;
  for (const char c : name.Key()) {
    const bool letter =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    id += letter || static_cast<unsigned char>(c) >= 0x80 ? c : '_';
  }
  return id.empty() ? "_" : id;
}

template <class Items, class NameOf>
std::vector<std::string> Unique(const Items& items, NameOf name_of) {
  std::vector<std::string> ids;
  std::set<std::string> taken;
  for (const auto& item : items) {
    const std::string base = Identifier(name_of(item));
    std::string id = base;
    for (int n = 2; !taken.insert(id).second; ++n) id = fmt::format("{}_{}", base, n);
    ids.push_back(std::move(id));
  }
  return ids;
}

std::string Both(const ir::Name& name) {
  if (name.zh.empty() || name.en.empty()) return name.Key();
  return name.zh + " / " + name.en;
}

std::string Comment(std::string text) {
  for (size_t at = 0; (at = text.find("*/", at)) != std::string::npos;) text.replace(at, 2, "* /");
  std::ranges::replace(text, '\n', ' ');
  return text;
}

// " (度 kilowatt_hour = 1, 万度 wan_kilowatt_hour = 10000)": what a quantum of a declared dimension is.
std::string DeclaredUnits(const ir::Program& program, const std::string& key) {
  std::string out;
  for (const ir::Dimension& dimension : program.dimensions) {
    if (dimension.key != key) continue;
    for (const ir::Unit& unit : dimension.units)
      out += fmt::format("{}{} = {}", out.empty() ? "" : ", ", Both(unit.name), unit.quanta);
  }
  return out.empty() ? "" : " (" + out + ")";
}

std::string Describe(const ir::Program& program, const ir::Type& type, const ir::Range& range) {
  switch (type.kind) {
    case ir::TypeKind::kBool:
      return "是否 bool: 0, 1";
    case ir::TypeKind::kEnum:
      return fmt::format("枚举 {}", Both(program.enums[type.enumeration].name));
    case ir::TypeKind::kDate:
      return fmt::format("日期，1970-01-01 起的天数 (days since 1970-01-01): {}..{}", range.lo, range.hi);
    case ir::TypeKind::kText:
      return "文字编号 (text id): 0.. = texts table; other texts: any other number, equal for equal texts";
    case ir::TypeKind::kSet:
      return fmt::format("集合 set of {}: bit v = value v", Both(program.enums[type.enumeration].name));
    case ir::TypeKind::kInt: {
      const std::string unit = type.dim.empty()      ? ""
                               : type.dim == "money" ? " 分 (1/100 yuan)"
                                                     : " " + type.dim + DeclaredUnits(program, type.dim);
      const std::string scale = type.scale == 0 ? "" : fmt::format(" × 10^{}", type.scale);
      return fmt::format("整数{}{}: {}..{}", unit, scale, range.lo, range.hi);
    }
  }
  GJ_UNREACHABLE();
}

constexpr const char* kInterface = R"C(
typedef struct P_field {
  const char *name, *name_zh;
  int64_t lowest, highest; /* inclusive; of enumerations and booleans the indices */
  uint32_t offset, known_bit;
  int32_t width;           /* bytes */
  int32_t list;            /* -1: of the case */
} P_field;
typedef struct P_rule {
  const char *name, *name_zh, *title, *basis;
  int32_t decision;
} P_rule;
typedef struct P_decision {
  const char *name, *name_zh, *title;
  int32_t kind;            /* P_KIND_… */
  int32_t values;          /* enumerations and sets */
} P_decision;
enum { P_KIND_BOOL, P_KIND_INT, P_KIND_ENUM, P_KIND_DATE, P_KIND_TEXT, P_KIND_SET };

/* Everything unknown: zero it with P_clear. Lists are unknown until set. */
typedef struct P_case { uint64_t words[P_CASE_WORDS]; } P_case;
typedef struct P_result { uint64_t words[P_RESULT_WORDS]; } P_result;

#ifdef __cplusplus
extern "C" {
#endif
extern const P_field P_facts[];
extern const P_rule P_rules[];
extern const P_decision P_decisions[];
extern const char* const P_texts[];
extern const uint32_t P_list_offsets[];
extern const uint32_t P_element_sizes[];
/* Thread-safe; never fails. */
void P_classify(const P_case* facts, P_result* result);
#ifdef __cplusplus
}
#endif

static inline void P_clear(P_case* facts) {
  memset(facts, 0, sizeof *facts);
  for (int i = 0; i < P_LISTS; ++i) {
    const uint32_t open = 1;
    memcpy((char*)facts + P_list_offsets[i] + 12, &open, 4);
  }
}
/* `row`: a case, or an element of the fact's list. 0; -1: the value is out of range and nothing was set. */
static inline int P_set(void* row, int fact, int64_t value) {
  const P_field* field = &P_facts[fact];
  if (value < field->lowest || value > field->highest) return -1;
  memcpy((char*)row + field->offset, &value, (size_t)field->width); /* little endian */
  ((uint64_t*)row)[field->known_bit / 64] |= (uint64_t)1 << (field->known_bit % 64);
  return 0;
}
static inline void P_forget(void* row, int fact) {
  const P_field* field = &P_facts[fact];
  memset((char*)row + field->offset, 0, (size_t)field->width);
  ((uint64_t*)row)[field->known_bit / 64] &= ~((uint64_t)1 << (field->known_bit % 64));
}
/* Index of a fact by either name; -1: none. */
static inline int P_find(const char* name) {
  for (int i = 0; i < P_FACTS; ++i) {
    if (strcmp(P_facts[i].name, name) == 0 || strcmp(P_facts[i].name_zh, name) == 0) return i;
  }
  return -1;
}
/* `elements`: P_element_sizes[list] bytes each, zeroed, then P_set; they must stay where they are. `open`: there may be
   more. */
static inline void P_set_list(P_case* facts, int list, const void* elements, uint32_t count, int open) {
  char* view = (char*)facts + P_list_offsets[list];
  const uint32_t is_open = open != 0;
  memcpy(view, &elements, sizeof elements);
  memcpy(view + 8, &count, 4);
  memcpy(view + 12, &is_open, 4);
}

/* The rule must apply; may apply (must implies may). */
static inline int P_must(const P_result* result, int rule) { return (int)(result->words[rule / 64] >> (rule % 64) & 1); }
static inline int P_may(const P_result* result, int rule) {
  return (int)(result->words[P_RULE_WORDS + rule / 64] >> (rule % 64) & 1);
}
/* int, date: the value lies in low..high. bool: low = must, high = may. set: low = must mask, high = may mask.
   enum: both are the mask of possible values. */
static inline int64_t P_low(const P_result* result, int decision) {
  return (int64_t)result->words[2 * P_RULE_WORDS + decision];
}
static inline int64_t P_high(const P_result* result, int decision) {
  return (int64_t)result->words[2 * P_RULE_WORDS + P_DECISIONS + decision];
}
/* 1 and the value (enum: its index); 0: undetermined, the value is left alone. */
static inline int P_value(const P_result* result, int decision, int64_t* value) {
  const int64_t low = P_low(result, decision);
  if (P_decisions[decision].kind == P_KIND_ENUM) {
    if ((low & (low - 1)) != 0) return 0;
    int64_t index = 0;
    while (((uint64_t)low >> index & 1) == 0) ++index;
    *value = index;
    return 1;
  }
  if (low != P_high(result, decision)) return 0;
  *value = low;
  return 1;
}
)C";

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace

LibraryNames NamesFor(const ir::Program& program, const std::string& stem) {
  LibraryNames names;
  names.stem = stem;
  auto name = [](const auto& item) -> const ir::Name& { return item.name; };
  names.facts = Unique(program.facts, name);
  names.lists = Unique(program.lists, name);
  names.enums = Unique(program.enums, name);
  names.decisions = Unique(program.decisions, name);
  names.rules = Unique(program.rules, [&](const ir::Rule& rule) {
    const ir::Name& decision = program.decisions[rule.decision].name;
    return ir::Name{"", decision.Key() + "_" + rule.name.Key()};
  });
  for (const ir::Enum& enumeration : program.enums) {
    names.values.push_back(Unique(enumeration.values, std::identity{}));
  }
  return names;
}

std::string LibraryHeader(const ir::Program& program, const abi::Layout& layout, const LibraryNames& names,
                          bool counts_workdays) {
  const abi::OutcomeShape shape = abi::ShapeOf(program);
  const std::string& p = names.stem;
  std::string out = fmt::format(
      "/* {} — {}\n   Made by `guiju compile` from {}. Needs this header and one of lib{}.so, lib{}.a; "
      "nothing else.\n"
      "   little-endian machines with 64-bit pointers.\n",
      p, program.main ? Comment(program.policies[program.main].title) : "", ir::ClosureDigest(program), p, p);
  if (counts_workdays) {
    out +=
        "   Working days: the calendar known when this was made. Beyond its announced years every day a "
        "notice could\n"
        "   change counts both ways, so dates are intervals (wider, never narrower, than Guiju's own).\n";
  }
  out += fmt::format(
      "*/\n#ifndef GUIJU_LIBRARY_{}_H\n#define GUIJU_LIBRARY_{}_H\n#include <stdint.h>\n#include "
      "<string.h>\n\n",
      p, p);
  out += fmt::format(
      "#define {0}_FACTS {1}\n#define {0}_LISTS {2}\n#define {0}_RULES {3}\n#define {0}_DECISIONS {4}\n", p,
      program.facts.size(), program.lists.size(), program.rules.size(), program.decisions.size());
  out += fmt::format("#define {0}_CASE_WORDS {1}\n#define {0}_RESULT_WORDS {2}\n#define {0}_RULE_WORDS {3}\n",
                     p, std::max<uint32_t>(1, layout.row.size / 8), std::max<uint32_t>(1, shape.words()),
                     shape.rule_words);
  out += "\n/* Facts: index, meaning, unit and range. */\nenum {\n";
  for (ir::FactId id : program.facts.ids()) {
    const ir::Fact& fact = program.facts[id];
    const std::string in = fact.list ? fmt::format(" [{}]", Both(program.lists[fact.list].name)) : "";
    out += fmt::format("  {}_FACT_{} = {}, /* {}{} — {} */\n", p, names.facts[static_cast<size_t>(id.index)],
                       id.index, Comment(Both(fact.name)), in,
                       Comment(Describe(program, fact.type, fact.range)));
  }
  for (ir::ListId id : program.lists.ids()) {
    out += fmt::format("  {}_LIST_{} = {}, /* {}; element: {} words */\n", p,
                       names.lists[static_cast<size_t>(id.index)], id.index,
                       Comment(Both(program.lists[id].name)),
                       layout.elements[static_cast<size_t>(id.index)].size / 8);
  }
  for (ir::EnumId id : program.enums.ids()) {
    const auto at = static_cast<size_t>(id.index);
    for (size_t v = 0; v < names.values[at].size(); ++v) {
      out += fmt::format("  {}_{}_{} = {}, /* {} */\n", p, names.enums[at], names.values[at][v], v,
                         Comment(Both(program.enums[id].values[v])));
    }
  }
  out += "};\n\n/* Decisions and rules. */\nenum {\n";
  for (ir::DecisionId id : program.decisions.ids()) {
    const ir::Decision& decision = program.decisions[id];
    out += fmt::format("  {}_DECISION_{} = {}, /* {} — {} */\n", p,
                       names.decisions[static_cast<size_t>(id.index)], id.index, Comment(Both(decision.name)),
                       Comment(Describe(program, decision.type, decision.range)));
  }
  for (ir::RuleId id : program.rules.ids()) {
    out += fmt::format(
        "  {}_RULE_{} = {}, /* {} */\n", p, names.rules[static_cast<size_t>(id.index)], id.index,
        Comment(program.rules[id].title.empty() ? Both(program.rules[id].name) : program.rules[id].title));
  }
  return out + "};\n" + Replaced(kInterface, "P_", p + "_") + "\n#endif\n";
}

}  // namespace guiju::native
