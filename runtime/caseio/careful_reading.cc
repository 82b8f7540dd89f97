#include "runtime/caseio/careful_reading.h"

#include <simdjson.h>

#include <algorithm>

#include "runtime/caseio/full_width.h"
#include "runtime/caseio/scalar.h"
#include "runtime/caseio/scan_inline.h"
#include "runtime/caseio/utf8_check.h"

namespace guiju::caseio {
namespace {

namespace ondemand = simdjson::ondemand;
static_assert(kPadding >= simdjson::SIMDJSON_PADDING);

struct Words {
  const char *zh, *en;
};

Words KindOf(std::string_view token) {
  if (token.empty()) return {"空白", "nothing"};
  switch (token.front()) {
    case '{':
      return {"一个 {…} 对象", "an object {…}"};
    case '[':
      return {"一个 […] 列表", "a list […]"};
    case '"':
      return {"文字", "a text"};
    case 't':
    case 'f':
      return {"true/false", "true/false"};
    case 'n':
      return {"null", "null"};
    default:
      return {"数", "a number"};
  }
}

Words Explain(simdjson::error_code error) {
  switch (error) {
    case simdjson::EMPTY:
      return {"内容为空", "there is nothing"};
    case simdjson::UNCLOSED_STRING:
      return {"字符串缺少右引号", "a string is not closed"};
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return {"没有写完，缺少右括号", "it ends before the brackets are closed"};
    case simdjson::UNESCAPED_CHARS:
      return {"字符串里有未转义的控制字符", "a string holds an unescaped control character"};
    case simdjson::TRAILING_CONTENT:
      return {"案件结束之后还有内容", "there is more after the end of the case"};
    default:
      return {"缺少逗号、冒号、引号或值", "a comma, a colon, a quote or a value is missing"};
  }
}

std::string_view TrimEnd(std::string_view token) {
  while (!token.empty() &&
         (token.back() == ' ' || token.back() == '\t' || token.back() == '\n' || token.back() == '\r'))
    token.remove_suffix(1);
  return token;
}

// RFC 8259 number.
bool IsNumber(std::string_view s) {
  size_t i = 0;
  auto digits = [&] {
    size_t begin = i;
    while (i < s.size() && s[i] >= '0' && s[i] <= '9') ++i;
    return i - begin;
  };
  if (i < s.size() && s[i] == '-') ++i;
  size_t begin = i;
  size_t whole = digits();
  if (whole == 0 || (whole > 1 && s[begin] == '0')) return false;
  if (i < s.size() && s[i] == '.') {
    ++i;
    if (digits() == 0) return false;
  }
  if (i < s.size() && (s[i] == 'e' || s[i] == 'E')) {
    ++i;
    if (i < s.size() && (s[i] == '+' || s[i] == '-')) ++i;
    if (digits() == 0) return false;
  }
  return i == s.size();
}

// A dozen of the names a scope knows, in one language.
std::string SomeNames(const Scope& scope, bool chinese) {
  std::string names;
  size_t count = 0;
  for (const std::string& name : scope.suggestions) {
    bool ascii = static_cast<uint8_t>(name.front()) < 0x80;
    if (ascii == chinese) continue;
    if (++count > 12) return names + (chinese ? "……" : ", …");
    names += (names.empty() ? "" : chinese ? "、" : ", ") + name;
  }
  return names;
}

}  // namespace

// One careful reading. Every method returns false when reading cannot go on; other problems are collected.
class CarefulReading {
 public:
  struct Frame {
    std::byte* row;
    uint64_t* seen;
  };
  CarefulReading(const Schema& schema, std::string_view text, CaseBuffer* out, Problems* problems)
      : schema_(schema), text_(text), out_(out), problems_(problems) {}

  void Case(ondemand::parser* parser) {
    simdjson::padded_string_view padded(text_.data(), text_.size(), text_.size() + kPadding);
    auto error = parser->iterate(padded).get(document_);
    if (error != simdjson::SUCCESS) return (void)Malformed(error);
    ondemand::json_type type;
    error = document_.type().get(type);
    if (error != simdjson::SUCCESS) return (void)Malformed(error);
    if (type != ondemand::json_type::object) {
      if (FirstFullWidth(text_).length > 0) return (void)Malformed(simdjson::TAPE_ERROR);
      size_t begin = text_.find_first_not_of(" \t\r\n");
      Words kind = KindOf(text_.substr(begin));
      problems_->Add(diag::Kind::CaseNotObject, begin, begin + 1, kind.zh, kind.en);
      return;
    }
    ondemand::object object;
    error = document_.get_object().get(object);
    if (error != simdjson::SUCCESS) return (void)Malformed(error);
    std::vector<uint64_t> seen(schema_.slots() / 64 + 1);
    if (!Object(object, schema_.case_scope(), {out_->row(), seen.data()})) return;
    const char* rest = nullptr;
    if (document_.current_location().get(rest) == simdjson::SUCCESS && OffsetOf(rest) < text_.size())
      Malformed(simdjson::TRAILING_CONTENT);
    out_->Seal();
  }

 private:
  size_t OffsetOf(const char* p) const {
    return std::min(static_cast<size_t>(p - text_.data()), text_.size());
  }

  bool Malformed(simdjson::error_code error) {
    if (const FullWidth full = FirstFullWidth(text_); full.length > 0) {
      problems_->Add(diag::Kind::CaseFullWidth, full.at, full.at + full.length,
                     text_.substr(full.at, full.length), full.ascii);
      return false;
    }
    if (error == simdjson::UTF8_ERROR || error == simdjson::UNESCAPED_CHARS) {
      size_t at = error == simdjson::UTF8_ERROR ? FirstInvalidUtf8(text_) : FirstRawControl(text_);
      if (at < text_.size()) {
        std::string byte = fmt::format("0x{:02X}", static_cast<uint8_t>(text_[at]));
        problems_->Add(error == simdjson::UTF8_ERROR ? diag::Kind::CaseInvalidUtf8 : diag::Kind::CaseControl,
                       at, at + 1, byte);
        return false;
      }
    }
    const char* where = nullptr;
    size_t at = text_.size();
    if (error == simdjson::UNCLOSED_STRING) {
      at = LastOpenQuote(text_);
    } else if (document_.is_alive() && document_.current_location().get(where) == simdjson::SUCCESS) {
      at = OffsetOf(where);
    }
    Words why = Explain(error);
    problems_->Add(diag::Kind::CaseMalformed, at, at + 1, why.zh, why.en);
    return false;
  }

  bool Object(ondemand::object object, uint32_t scope, Frame frame) {
    for (auto entry : object) {
      ondemand::field field;
      if (auto error = std::move(entry).get(field); error != simdjson::SUCCESS) return Malformed(error);
      size_t at = OffsetOf(field.key().raw()) - 1;
      std::string_view key;
      if (field.unescaped_key().get(key) != simdjson::SUCCESS) {
        problems_->Add(diag::Kind::CaseBadEscape, at, at + 1);
        return false;
      }
      size_t end = std::min(text_.find('"', at + 1), text_.size() - 1) + 1;
      ondemand::value value = field.value();
      const Target* target = Resolve(scope, key, at, end);
      if (target == nullptr) continue;
      uint64_t bit = uint64_t{1} << (target->slot % 64);
      if ((frame.seen[target->slot / 64] & bit) != 0) {
        problems_->Add(diag::Kind::CaseDuplicateKey, at, end, Excerpt(key));
        continue;
      }
      frame.seen[target->slot / 64] |= bit;
      if (!Value(value, *target, key, frame)) return false;
    }
    return true;
  }

  const Target* Resolve(uint32_t scope_index, std::string_view key, size_t begin, size_t end) {
    const Scope& scope = schema_.scope(scope_index);
    diag::Kind unknown =
        scope_index == schema_.axes_scope() ? diag::Kind::CaseUnknownAxis : diag::Kind::CaseUnknownKey;
    int32_t found = scope.keys.Find(key);
    if (found < 0 && NeedsNormalizing(key)) found = scope.keys.Find(Normalized(key));
    if (found >= 0) return &scope.targets[static_cast<size_t>(found)];
    std::string shown = Excerpt(key);
    if (found == SpellingTable::kAmbiguous) {
      problems_->Add(diag::Kind::CaseAmbiguousKey, begin, end, shown, "制度名." + shown);
      return nullptr;
    }
    std::string close = diag::ClosestName(key, scope.suggestions);
    if (close.empty()) {
      problems_->Add(unknown, begin, end, shown, "可用的名称有：" + SomeNames(scope, true),
                     "known names: " + SomeNames(scope, false));
    } else {
      problems_->Add(unknown, begin, end, shown, "是否想写“" + close + "”？",
                     "did you mean \"" + close + "\"?");
    }
    return nullptr;
  }

  bool Value(ondemand::value value, const Target& target, std::string_view key, Frame frame) {
    ondemand::json_type type;
    if (auto error = value.type().get(type); error != simdjson::SUCCESS) return Malformed(error);
    bool composite = type == ondemand::json_type::object || type == ondemand::json_type::array;
    std::string_view token = composite ? std::string_view() : TrimEnd(value.raw_json_token());
    if (type == ondemand::json_type::null) {
      if (token != "null") return MalformedToken(token);
      return true;
    }
    switch (target.kind) {
      case TargetKind::kFact:
        return Fact(value, type, token, schema_.fact(target.index), frame);
      case TargetKind::kList:
        return List(value, type, target.index, key);
      case TargetKind::kRecord:
      case TargetKind::kAxes:
      case TargetKind::kCase: {
        if (type != ondemand::json_type::object)
          return Mismatch(value, key, "一个 {…} 对象", "an object {…}");
        ondemand::object object;
        if (auto error = value.get_object().get(object); error != simdjson::SUCCESS) return Malformed(error);
        return Object(object, target.index, frame);
      }
      case TargetKind::kId:
        return Identity(value, type, token, key);
      case TargetKind::kIgnored:
        return true;
    }
    return true;
  }

  bool MalformedToken(std::string_view token) {
    if (FirstFullWidth(text_).length > 0) return Malformed(simdjson::TAPE_ERROR);
    size_t at = OffsetOf(token.data());
    Words why = {"既不是数、文字，也不是 true、false、null",
                 "neither a number, a text, nor true, false or null"};
    problems_->Add(diag::Kind::CaseMalformed, at, at + std::max<size_t>(token.size(), 1), why.zh, why.en);
    return false;
  }

  bool Mismatch(ondemand::value value, std::string_view key, const char* zh, const char* en) {
    size_t at = OffsetOf(LocationOf(value));
    Words kind = KindOf(text_.substr(at, 1));
    problems_->Add(diag::Kind::CaseWrongType, at, at + 1, Excerpt(key), zh, en, kind.zh, kind.en);
    return true;
  }

  bool Fact(ondemand::value value, ondemand::json_type type, std::string_view token, const FactSpec& spec,
            Frame frame) {
    ScalarStatus status = ScalarStatus::kWrongType;
    int64_t stored = 0;
    std::string_view found = token;
    switch (type) {
      case ondemand::json_type::number:
        if (!IsNumber(token)) return MalformedToken(token);
        status = FromNumber(spec, token, &stored);
        break;
      case ondemand::json_type::boolean:
        if (token != "true" && token != "false") return MalformedToken(token);
        status = FromBool(spec, token == "true", &stored);
        break;
      case ondemand::json_type::string: {
        std::string_view content;
        size_t at = OffsetOf(token.data());
        if (value.get_string().get(content) != simdjson::SUCCESS) {
          problems_->Add(diag::Kind::CaseBadEscape, at, at + token.size());
          return false;
        }
        found = content;
        status = spec.kind == ir::TypeKind::kText ? Text(content, &stored) : FromText(spec, content, &stored);
        break;
      }
      case ondemand::json_type::object:
        if (schema_.program().facts[spec.fact].role == ir::FactRole::kFinding)
          return Finding(value, spec, frame);
        [[fallthrough]];
      case ondemand::json_type::array: {
        Words kind = type == ondemand::json_type::array ? KindOf("[") : KindOf("{");
        size_t at = OffsetOf(LocationOf(value));
        const ir::Fact& fact = schema_.program().facts[spec.fact];
        problems_->Add(diag::Kind::CaseWrongType, at, at + 1, fact.name.In(true),
                       ExpectedForm(schema_, spec, true), ExpectedForm(schema_, spec, false), kind.zh,
                       kind.en);
        return true;
      }
      case ondemand::json_type::null:
        return true;
    }
    if (status == ScalarStatus::kOk) {
      abi::Store(frame.row, spec.field, stored);
    } else {
      size_t at = OffsetOf(token.data());
      Report(status, schema_, spec, found, at, at + token.size(), problems_);
    }
    return true;
  }

  // {"value": true, "by": "承办机构", "reason": "…"}
  bool Finding(ondemand::value value, const FactSpec& spec, Frame frame) {
    const ir::Fact& fact = schema_.program().facts[spec.fact];
    size_t by_at = 0;
    ondemand::object object;
    if (auto error = value.get_object().get(object); error != simdjson::SUCCESS) return Malformed(error);
    CaseBuffer::Finding finding{spec.fact, -1, "", ""};
    bool valued = false;
    if (fact.list)
      finding.element = static_cast<int32_t>(out_->ElementCount(static_cast<size_t>(fact.list.index))) - 1;
    for (auto entry : object) {
      ondemand::field field;
      if (auto error = std::move(entry).get(field); error != simdjson::SUCCESS) return Malformed(error);
      const size_t key_at = OffsetOf(field.key().raw()) - 1;
      std::string_view key;
      if (field.unescaped_key().get(key) != simdjson::SUCCESS) {
        problems_->Add(diag::Kind::CaseBadEscape, key_at, key_at + 1);
        return false;
      }
      ondemand::value content = field.value();
      ondemand::json_type type;
      if (auto error = content.type().get(type); error != simdjson::SUCCESS) return Malformed(error);
      const bool scalar = type != ondemand::json_type::object && type != ondemand::json_type::array;
      const bool is_value = key == "value" || key == "值";
      const std::string* given = FindingPart(key, &finding);
      if ((is_value && valued) || (given != nullptr && !given->empty())) {
        problems_->Add(diag::Kind::CaseDuplicateKey, key_at, key_at + 1, Excerpt(key));
        continue;
      }
      if (scalar && is_value) {
        valued = true;
        const std::string_view token = TrimEnd(content.raw_json_token());
        if (type == ondemand::json_type::null && token != "null") return MalformedToken(token);
        if (!Fact(content, type, token, spec, frame)) return false;
        continue;
      }
      std::string* slot = FindingPart(key, &finding);
      std::string_view said;
      if (slot == nullptr || type != ondemand::json_type::string ||
          content.get_string().get(said) != simdjson::SUCCESS) {
        problems_->Add(diag::Kind::CaseWrongType, key_at, key_at + 1, fact.name.In(true),
                       "{\"value\": …, \"by\": \"认定人\", \"reason\": \"理由\"}",
                       "{\"value\": …, \"by\": \"who\", \"reason\": \"why\"}", Excerpt(key), Excerpt(key));
        return true;
      }
      *slot = Normalized(said);
      if (slot == &finding.by) by_at = key_at;
    }
    CheckFinder(fact, spec, finding.by, frame, by_at);
    if (!finding.by.empty() || !finding.reason.empty()) out_->findings.push_back(std::move(finding));
    return true;
  }

  static std::string* FindingPart(std::string_view key, CaseBuffer::Finding* finding) {
    if (key == "by" || key == "认定人") return &finding->by;
    if (key == "reason" || key == "理由") return &finding->reason;
    return nullptr;
  }

  // Who finds may say anything; who may raise only says yes.
  void CheckFinder(const ir::Fact& fact, const FactSpec& spec, const std::string& by, Frame frame,
                   size_t at) {
    const auto among = [&](const std::vector<std::string>& names) {
      return std::find(names.begin(), names.end(), by) != names.end();
    };
    const bool raiser = among(fact.raisers);
    if (by.empty() || among(fact.finders) || (fact.finders.empty() && !raiser)) return;
    const bool lowers = fact.type.kind == ir::TypeKind::kBool && abi::IsKnown(frame.row, spec.field) &&
                        abi::Load(frame.row, spec.field) == 0;
    if (raiser && !lowers) return;
    std::string zh, en;
    const auto add = [&](const std::string& name) {
      zh += (zh.empty() ? "" : "、") + name;
      en += (en.empty() ? "" : ", ") + name;
    };
    for (const std::string& name : fact.finders) add(name);
    if (!lowers) {
      for (const std::string& name : fact.raisers) add(name);
    }
    if (zh.empty()) add("—");
    if (raiser) {
      zh += "，" + Excerpt(by) + "只能提级（写“是”）";
      en += "; " + Excerpt(by) + " may only raise it (say yes)";
    }
    const size_t end = text_.find(':', at);
    problems_->Add(diag::Kind::CaseWrongFinder, at, std::min(end, text_.size()), fact.name.In(true),
                   Excerpt(by), zh, en);
  }

  ScalarStatus Text(std::string_view content, int64_t* stored) {
    for (char c : content) {
      if (static_cast<uint8_t>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r')
        return ScalarStatus::kControl;
    }
    std::string normal = Normalized(content);
    *stored = schema_.FindConstant(normal);
    if (*stored < 0) *stored = out_->Intern(normal, schema_.constants());
    return ScalarStatus::kOk;
  }

  const char* LocationOf(ondemand::value& value) {
    const char* where = nullptr;
    if (value.current_location().get(where) != simdjson::SUCCESS) return text_.data() + text_.size();
    return where;
  }

  // Fewer than there must be: whatever the case says, they are not all listed.
  bool IsShort(uint32_t list) const {
    return out_->ElementCount(list) <
           schema_.program().lists[ir::ListId(static_cast<int32_t>(list))].min_size;
  }

  bool List(ondemand::value value, ondemand::json_type type, uint32_t list, std::string_view key) {
    if (type == ondemand::json_type::array) return Elements(value, list, key, false);
    if (type != ondemand::json_type::object) return Mismatch(value, key, "一个 […] 列表", "a list […]");
    size_t at = OffsetOf(LocationOf(value));
    ondemand::object object;
    if (auto error = value.get_object().get(object); error != simdjson::SUCCESS) return Malformed(error);
    bool items = false, complete = true, stated = false;
    for (auto entry : object) {
      ondemand::field field;
      if (auto error = std::move(entry).get(field); error != simdjson::SUCCESS) return Malformed(error);
      size_t key_at = OffsetOf(field.key().raw()) - 1;
      std::string_view inner;
      if (field.unescaped_key().get(inner) != simdjson::SUCCESS) {
        problems_->Add(diag::Kind::CaseBadEscape, key_at, key_at + 1);
        return false;
      }
      ondemand::value content = field.value();
      ondemand::json_type kind;
      if (auto error = content.type().get(kind); error != simdjson::SUCCESS) return Malformed(error);
      if ((inner == "items" || inner == "各项") && kind == ondemand::json_type::array && !items) {
        items = true;
        if (!Elements(content, list, key, false)) return false;
      } else if ((inner == "complete" || inner == "完整") && kind == ondemand::json_type::boolean &&
                 !stated) {
        stated = true;
        if (content.get_bool().get(complete) != simdjson::SUCCESS)
          return MalformedToken(TrimEnd(content.raw_json_token()));
      } else {
        problems_->Add(diag::Kind::CaseOpenList, key_at, key_at + 1, Excerpt(key));
        return true;
      }
    }
    if (!items || !stated) problems_->Add(diag::Kind::CaseOpenList, at, at + 1, Excerpt(key));
    out_->Given(list, !complete || IsShort(list));
    return true;
  }

  bool Elements(ondemand::value value, uint32_t list, std::string_view key, bool open) {
    int64_t limit = schema_.program().lists[ir::ListId(static_cast<int32_t>(list))].max_size;
    ondemand::array array;
    if (auto error = value.get_array().get(array); error != simdjson::SUCCESS) return Malformed(error);
    std::vector<uint64_t> seen(schema_.element_slots(list) / 64 + 1);
    for (auto entry : array) {
      ondemand::value element;
      if (auto error = std::move(entry).get(element); error != simdjson::SUCCESS) return Malformed(error);
      ondemand::json_type type;
      if (auto error = element.type().get(type); error != simdjson::SUCCESS) return Malformed(error);
      if (type != ondemand::json_type::object) {
        if (!Mismatch(element, key, "由 {…} 组成的列表", "a list of {…}")) return false;
        continue;
      }
      size_t at = OffsetOf(LocationOf(element));
      if (out_->ElementCount(list) >= limit) {
        problems_->Add(diag::Kind::CaseListTooLong, at, at + 1, Excerpt(key), limit);
        return false;
      }
      ondemand::object object;
      if (auto error = element.get_object().get(object); error != simdjson::SUCCESS) return Malformed(error);
      std::fill(seen.begin(), seen.end(), 0);
      if (!Object(object, schema_.element_scope(list), {out_->AddElement(list), seen.data()})) return false;
    }
    out_->Given(list, open || IsShort(list));
    return true;
  }

  bool Identity(ondemand::value value, ondemand::json_type type, std::string_view token,
                std::string_view key) {
    if (type == ondemand::json_type::number && IsNumber(token) && token.size() <= 64) {
      out_->id = token;
      return true;
    }
    if (type != ondemand::json_type::string) return Mismatch(value, key, "文字或数", "a text or a number");
    std::string_view content;
    if (value.get_string().get(content) != simdjson::SUCCESS) {
      size_t at = OffsetOf(token.data());
      problems_->Add(diag::Kind::CaseBadEscape, at, at + token.size());
      return false;
    }
    out_->id = token;  // the JSON string as written
    return true;
  }

  const Schema& schema_;
  std::string_view text_;
  CaseBuffer* out_;
  Problems* problems_;
  ondemand::document document_;
};

struct CarefulReader::Parser {
  ondemand::parser parser;
};

CarefulReader::CarefulReader() : parser_(std::make_unique<Parser>()) {}
CarefulReader::~CarefulReader() = default;

bool CarefulReader::Read(const Schema& schema, std::string_view text, CaseBuffer* out, Problems* problems) {
  CarefulReading(schema, text, out, problems).Case(&parser_->parser);
  return problems->empty();
}

}  // namespace guiju::caseio
