#include "runtime/caseio/case_test.h"

#include <simdjson.h>

#include <algorithm>

#include "runtime/caseio/json_reader.h"
#include "runtime/caseio/scalar.h"

namespace guiju::caseio {
namespace {

namespace dom = simdjson::dom;

bool OneOf(std::string_view key, std::string_view zh, std::string_view en) { return key == zh || key == en; }

std::vector<std::string> Strings(dom::element element) {
  std::vector<std::string> all;
  if (element.is_string()) all.emplace_back(std::string_view(element));
  dom::array array;
  if (element.get(array) == simdjson::SUCCESS) {
    for (dom::element item : array) {
      if (item.is_string()) all.emplace_back(std::string_view(item));
    }
  }
  return all;
}

// Slices of the objects of the file: the file itself, or the elements of its array. Strings are skipped; the
// parts are validated when they are read.
bool Slices(std::string_view text, std::vector<std::string_view>* slices, Problems* problems) {
  size_t at = text.find_first_not_of(" \t\r\n");
  if (at == std::string_view::npos || (text[at] != '{' && text[at] != '[')) {
    problems->Add(diag::Kind::CaseNotObject, at == std::string_view::npos ? 0 : at,
                  at == std::string_view::npos ? 1 : at + 1, "别的内容", "something else");
    return false;
  }
  if (text[at] == '{') {
    slices->push_back(text);
    return true;
  }
  int depth = 0;
  size_t begin = 0;
  for (size_t i = at; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\') ++i;
      }
    } else if (c == '{' || c == '[') {
      if (++depth == 2) begin = i;
    } else if (c == '}' || c == ']') {
      if (--depth == 1) slices->push_back(text.substr(begin, i + 1 - begin));
      if (depth == 0) return true;
    }
  }
  problems->Add(diag::Kind::CaseMalformed, text.size(), text.size() + 1, "没有写完，缺少右括号",
                "it ends before the brackets are closed");
  return false;
}

class ExpectationReader {
 public:
  ExpectationReader(const ir::Program& program, const std::vector<NamedDecision>& decisions, Schema* schema,
                    CaseTest* test, Problems* problems)
      : program_(program), decisions_(decisions), schema_(schema), test_(test), problems_(problems) {}

  void Read(dom::object object) {
    for (auto [key, value] : object) {
      if (OneOf(key, "应得", "expect")) Expect(value);
    }
    for (auto [key, value] : object) {
      if (OneOf(key, "因", "because")) Reasons(value, &ExpectedDecision::because);
      if (OneOf(key, "例外", "excepted")) Reasons(value, &ExpectedDecision::excepted);
    }
  }

 private:
  void Unknown(std::string_view name, const char* zh, const char* en,
               const std::vector<std::string>& candidates) {
    size_t at = std::min(test_->case_json.find(fmt::format("\"{}\"", name)), test_->case_json.size());
    std::string close = diag::ClosestName(name, candidates);
    problems_->Add(diag::Kind::CaseTestUnknown, at, at + name.size() + 2, Excerpt(name), zh, en,
                   close.empty() ? "检查名称" : "是否想写“" + close + "”？",
                   close.empty() ? "check the name" : "did you mean \"" + close + "\"?");
  }

  ExpectedDecision* Find(std::string_view name) {
    for (const NamedDecision& d : decisions_) {
      if (d.key != name && !program_.decisions[d.decision].name.Is(name)) continue;
      for (ExpectedDecision& known : test_->expected) {
        if (known.decision == d.decision) return &known;
      }
      test_->expected.push_back({std::string(name), d.decision, false, {}, {}, {}, {}, {}, {}});
      return &test_->expected.back();
    }
    std::vector<std::string> names;
    for (const NamedDecision& d : decisions_) {
      names.push_back(program_.decisions[d.decision].name.zh);
      names.push_back(d.key);
    }
    Unknown(name, "判定", "no such decision", names);
    return nullptr;
  }

  void Expect(dom::element element) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS) return;
    for (auto [key, value] : object) {
      ExpectedDecision* expected = Find(key);
      if (expected == nullptr) continue;
      if (value.is_object()) {
        Undetermined(value, expected);
      } else {
        expected->value = Value(value, *expected);
      }
    }
  }

  void Undetermined(dom::object object, ExpectedDecision* expected) {
    expected->undetermined = true;
    for (auto [key, value] : object) {
      if (OneOf(key, "未定", "undetermined")) {
        bool yes = true;
        if (value.get(yes) == simdjson::SUCCESS && !yes) expected->undetermined = false;
      } else if (OneOf(key, "问", "ask")) {
        expected->ask = Strings(value);
      } else if (OneOf(key, "按", "act_on")) {
        expected->act_on = Value(value, *expected);
      } else if (OneOf(key, "可能", "possible")) {
        uint64_t mask = 0;
        dom::array array;
        if (value.get(array) == simdjson::SUCCESS) {
          for (dom::element item : array) {
            if (auto v = Value(item, *expected); v && *v >= 0 && *v < 64) mask |= uint64_t{1} << *v;
          }
        }
        expected->possible = mask;
      } else if (OneOf(key, "值", "value")) {
        expected->undetermined = false;
        expected->value = Value(value, *expected);
      } else {
        Unknown(key, "写法", "no such key",
                {"undetermined", "ask", "possible", "act_on", "未定", "问", "可能", "按"});
      }
    }
  }

  std::optional<int64_t> Value(dom::element element, const ExpectedDecision& expected) {
    const ir::Decision& decision = program_.decisions[expected.decision];
    FactSpec spec = schema_->SpecOf(decision.type, {INT64_MIN, INT64_MAX});
    int64_t value = 0;
    ScalarStatus status = ScalarStatus::kWrongType;
    std::string written = simdjson::minify(element);
    if (decision.type.kind == ir::TypeKind::kSet) {
      for (const std::string& word : Strings(element)) {
        int32_t index = spec.words->Find(word);
        if (index < 0) {
          Unknown(word, "取值", "no such value", spec.words->Spellings());
          return std::nullopt;
        }
        value |= int64_t{1} << index;
      }
      return value;
    }
    if (element.is_string()) {
      status = FromText(spec, std::string_view(element), &value);
    } else if (element.is_bool()) {
      status = FromBool(spec, bool(element), &value);
    } else if (element.is_int64()) {
      status = FromNumber(spec, written, &value);
    } else if (element.is_number()) {  // decimals: the digits as written
      status = FromNumber(spec, DigitsOf(expected.name), &value);
    }
    if (status == ScalarStatus::kOk) return value;
    Unknown(expected.name, "可以比较的值", "the expected value cannot be read", {});
    return std::nullopt;
  }

  // The number written after "name": in the slice, since the parser keeps only a rounded form.
  std::string DigitsOf(std::string_view name) const {
    size_t at = test_->case_json.rfind(fmt::format("\"{}\"", name));
    at = at == std::string_view::npos ? at
                                      : test_->case_json.find_first_of("-0123456789", at + name.size() + 2);
    if (at == std::string_view::npos) return "";
    size_t end = std::min(test_->case_json.find_first_not_of("-0123456789.eE+", at), test_->case_json.size());
    return std::string(test_->case_json.substr(at, end - at));
  }

  void Reasons(dom::element element, std::vector<std::string> ExpectedDecision::* member) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS) return;
    for (auto [key, value] : object) {
      if (ExpectedDecision* expected = Find(key)) expected->*member = Strings(value);
    }
  }

  const ir::Program& program_;
  const std::vector<NamedDecision>& decisions_;
  Schema* schema_;
  CaseTest* test_;
  Problems* problems_;
};

}  // namespace

bool SplitCaseTests(std::string_view text, std::vector<CaseTest>* tests, Problems* problems) {
  std::vector<std::string_view> slices;
  if (!Slices(text, &slices, problems)) return false;
  dom::parser parser;
  for (std::string_view slice : slices) {
    CaseTest test;
    test.case_json = slice;
    test.begin = static_cast<size_t>(slice.data() - text.data());
    dom::object object;
    if (parser.parse(slice.data(), slice.size()).get(object) ==
        simdjson::SUCCESS) {  // otherwise reading the case reports it
      for (auto [key, value] : object) {
        if (OneOf(key, "标题", "title") && value.is_string()) test.title = std::string_view(value);
        if (OneOf(key, "制度", "policy") && value.is_string()) test.policy = std::string_view(value);
      }
    }
    tests->push_back(std::move(test));
  }
  return true;
}

bool ReadExpected(const ir::Program& program, const std::vector<NamedDecision>& decisions, Schema* schema,
                  CaseTest* test, Problems* problems) {
  dom::parser parser;
  dom::object object;
  if (auto error = parser.parse(test->case_json.data(), test->case_json.size()).get(object);
      error != simdjson::SUCCESS) {
    problems->Add(diag::Kind::CaseMalformed, 0, 1, simdjson::error_message(error),
                  simdjson::error_message(error));
    return false;
  }
  ExpectationReader(program, decisions, schema, test, problems).Read(object);
  return problems->empty();
}

}  // namespace guiju::caseio
