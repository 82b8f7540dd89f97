#include "compiler/syntax/misspoken.h"

#include "compiler/syntax/lexeme.h"

namespace guiju::syntax {
namespace {

constexpr Misspoken kMisspoken[] = {
    {"大于等于", tok::GE, false, "达到", ">="},
    {"大于或等于", tok::GE, false, "达到", ">="},
    {"不小于", tok::GE, false, "达到", ">="},
    {"不低于", tok::GE, false, "达到", ">="},
    {"不少于", tok::GE, false, "达到", ">="},
    {"大于", tok::GT, false, "超过", ">"},
    {"高于", tok::GT, false, "超过", ">"},
    {"多于", tok::GT, false, "超过", ">"},
    {"小于等于", tok::LE, false, "不超过", "<="},
    {"小于或等于", tok::LE, false, "不超过", "<="},
    {"不大于", tok::LE, false, "不超过", "<="},
    {"不高于", tok::LE, false, "不超过", "<="},
    {"不多于", tok::LE, false, "不超过", "<="},
    {"小于", tok::LT, false, "不满", "<"},
    {"低于", tok::LT, false, "不满", "<"},
    {"少于", tok::LT, false, "不满", "<"},
    {"等于", tok::IS, false, "是", "is"},
    {"为", tok::IS, false, "是", "is"},
    {"不等于", tok::IS_NOT, false, "不是", "is-not"},
    {"不为", tok::IS_NOT, false, "不是", "is-not"},
    {"和", tok::AND, false, "且", "and"},
    {"与", tok::AND, false, "且", "and"},
    {"以及", tok::AND, false, "且", "and"},
    {"同时", tok::AND, false, "且", "and"},
    {"或是", tok::OR, false, "或", "or"},
    {"equals", tok::IS, false, "是", "is"},
    {"不", tok::NOT, true, "非", "not"},
    {"未", tok::NOT, true, "非", "not"},
    {"没有", tok::NOT, true, "非", "not"},
    {"并非", tok::NOT, true, "非", "not"},
};

}  // namespace

const Misspoken* FindMisspoken(std::string_view word) {
  for (const Misspoken& one : kMisspoken) {
    if (one.word == word) return &one;
  }
  return nullptr;
}

}  // namespace guiju::syntax
