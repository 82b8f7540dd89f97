#pragma once
// The vocabulary and the fixture of the tests of runtime/caseio: a fact of every type, a record, a list, an
// axis.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "runtime/caseio/case_buffer.h"
#include "runtime/caseio/json_reader.h"
#include "runtime/caseio/schema.h"

namespace guiju::caseio {

// A small vocabulary with a fact of every type, a record, a list and an axis.
class Vocabulary {
 public:
  Vocabulary() {
    ir::Enum act{{"执法类别", "act_type"}, {{"行政许可", "licence"}, {"行政处罚", "penalty"}}, false, {}};
    ir::Enum party{{"当事人类型", "party_kind"},
                   {{"公民", "citizen"}, {"法人", "legal_person"}, {"其他", "other"}},
                   false,
                   {}};
    ir::EnumId act_id = program.enums.Add(act), party_id = program.enums.Add(party);
    program.texts = {"专利"};
    ir::ListId parties = program.lists.Add({{"当事人", "parties"}, {}, 0, 3, {}});
    Add("执法类别", "act_type", {ir::TypeKind::kEnum, "", 0, act_id}, {0, 1});
    Add("国家秘密", "state_secret", {ir::TypeKind::kBool, "", 0, {}}, {0, 1});
    Add("罚款", "fine", {ir::TypeKind::kInt, "money", 0, {}}, {0, 100'000'000'000});
    Add("占地", "area", {ir::TypeKind::kInt, "area", 0, {}}, {0, 1'000'000'000});
    Add("系数", "factor", {ir::TypeKind::kInt, "", 4, {}}, {-1'000'000, 1'000'000});
    Add("人次", "visits", {ir::TypeKind::kInt, "", 0, {}}, {-5, 1'000'000'000'000});
    Add("期限", "term", {ir::TypeKind::kInt, "workdays", 0, {}}, {0, 365});
    program.dimensions.push_back({"energy",
                                  {"用电量", "energy"},
                                  {{{"度", "kilowatt_hour"}, 1}, {{"万度", "wan_kilowatt_hour"}, 10000}},
                                  {}});
    program.dimensions.push_back({"pots", {"盆数", "pots"}, {{{"盆", "pot"}, 1}}, {}});
    Add("窃电量", "stolen", {ir::TypeKind::kInt, "energy", 0, {}}, {0, 10'000'000});
    Add("花盆", "flower_pots", {ir::TypeKind::kInt, "pots", 0, {}}, {0, 100});
    Add("案由", "cause", {ir::TypeKind::kText, "", 0, {}}, {0, 0});
    Add("受理日", "accepted_on", {ir::TypeKind::kDate, "", 0, {}}, {-25567, 47846});
    Add("案件.金额", "matter.amount", {ir::TypeKind::kInt, "money", 0, {}}, {0, 1'000'000'000});
    ir::FactId axis = Add("决定作出日", "decided_on", {ir::TypeKind::kDate, "", 0, {}}, {-25567, 47846});
    program.facts[axis].role = ir::FactRole::kAxis;
    program.facts[axis].axis = {"决定", "decision"};
    ir::FactId difficult = Add("疑难复杂", "difficult", {ir::TypeKind::kBool, "", 0, {}}, {0, 1});
    program.facts[difficult].role = ir::FactRole::kFinding;
    program.facts[difficult].finders = {"承办机构"};
    program.facts[difficult].raisers = {"负责人"};
    for (auto& [zh, en, type, range] : std::vector<std::tuple<std::string, std::string, ir::Type, ir::Range>>{
             {"当事人.类型", "parties.kind", {ir::TypeKind::kEnum, "", 0, party_id}, {0, 2}},
             {"当事人.拟罚款",
              "parties.proposed_fine",
              {ir::TypeKind::kInt, "money", 0, {}},
              {0, 100'000'000'000}}}) {
      ir::FactId id = Add(zh, en, type, range);
      program.facts[id].list = parties;
      program.lists[parties].fields.push_back(id);
    }
    for (const char* policy : {"示例甲", "示例乙"}) {
      ir::Policy row;
      row.name = {policy, ""};
      row.is_example = true;
      ir::OriginId origin = program.origins.Add({program.policies.Add(row), "a.gj", 1, 1});
      program.facts[Add("同名", "", {ir::TypeKind::kBool, "", 0, {}}, {0, 1})].origin = origin;
    }
    ir::Decision review;
    review.name = {"审核", "review"};
    program.decisions.Add(review);
    layout = abi::LayoutOf(program);
    schema = std::make_unique<Schema>(program, layout);
  }

  ir::FactId Add(std::string zh, std::string en, ir::Type type, ir::Range range) {
    ir::Fact fact;
    fact.name = {std::move(zh), std::move(en)};
    fact.type = std::move(type);
    fact.range = range;
    return program.facts.Add(std::move(fact));
  }
  ir::FactId Find(std::string_view name) const {
    for (ir::FactId id : program.facts.ids()) {
      if (program.facts[id].name.Is(name)) return id;
    }
    return {};
  }

  ir::Program program;
  abi::Layout layout;
  std::unique_ptr<Schema> schema;
};

class CaseIo : public ::testing::Test {
 protected:
  CaseIo() : reader(*vocabulary.schema), buffer(vocabulary.layout) {}

  bool Read(std::string_view json) { return reader.Read(json, &buffer, &problems); }
  std::optional<int64_t> Value(std::string_view fact) const {
    const abi::Field& field = vocabulary.layout.fields[static_cast<size_t>(vocabulary.Find(fact).index)];
    if (!abi::IsKnown(buffer.row(), field)) return std::nullopt;
    return abi::Load(buffer.row(), field);
  }
  std::optional<int64_t> Element(size_t index, std::string_view fact) const {
    abi::ListView view = abi::LoadList(buffer.row(), vocabulary.layout.list_offsets[0]);
    const abi::Field& field = vocabulary.layout.fields[static_cast<size_t>(vocabulary.Find(fact).index)];
    const std::byte* row = view.elements + index * vocabulary.layout.elements[0].size;
    if (index >= view.count || !abi::IsKnown(row, field)) return std::nullopt;
    return abi::Load(row, field);
  }
  abi::ListView Parties() const { return abi::LoadList(buffer.row(), vocabulary.layout.list_offsets[0]); }
  // Code and place of the first problem: "GJ0906@1:2".
  std::string Refused(std::string_view json) {
    if (Read(json)) return "accepted";
    return First(json);
  }
  std::string First(std::string_view text) const {
    if (problems.all().empty()) return "no problem";
    Place place = PlaceOf(text, problems.all()[0].begin);
    return fmt::format("{}@{}:{}", diag::CodeOf(problems.all()[0].kind), place.line, place.column);
  }

  Vocabulary vocabulary;
  JsonReader reader;
  CaseBuffer buffer;
  Problems problems;
};

}  // namespace guiju::caseio
