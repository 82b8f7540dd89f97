#include "tools/guiju/event_detail.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace guiju::cli {
namespace {

using record::Value;

std::string TextIn(const Value& object, const char* name) {
  const Value* value = object.Find(name);
  return value == nullptr || value->kind() != Value::Kind::kText ? "" : value->text();
}
bool TruthIn(const Value& object, const char* name) {
  const Value* value = object.Find(name);
  return value != nullptr && value->kind() == Value::Kind::kBool && value->truth();
}

// Members by what they did; those who agree are counted only.
struct Votes {
  size_t agree = 0;
  std::vector<std::string> against, abstained, recused, absent;

  void Add(const Value& ballot) {
    const std::string person = TextIn(ballot, "person");
    if (TruthIn(ballot, "recused")) return recused.push_back(person);
    if (!TruthIn(ballot, "present")) return absent.push_back(person);
    if (ballot.Find("agrees") == nullptr) return abstained.push_back(person);
    if (TruthIn(ballot, "agrees")) {
      ++agree;
      return;
    }
    const std::string why = TextIn(ballot, "dissent");
    against.push_back(why.empty() ? person : fmt::format("{}（{}）", person, why));
  }

  std::string Text(bool chinese) const {
    std::vector<std::string> parts = {fmt::format("{} {}", chinese ? "同意" : "agree", agree)};
    const auto add = [&](const char* zh, const char* en, const std::vector<std::string>& who) {
      if (!who.empty())
        parts.push_back(fmt::format("{} {}", chinese ? zh : en, fmt::join(who, chinese ? "、" : ", ")));
    };
    add("不同意", "against", against);
    add("弃权", "abstained", abstained);
    add("回避", "recused", recused);
    add("缺席", "absent", absent);
    return fmt::format("{}", fmt::join(parts, chinese ? "；" : "; "));
  }
};

}  // namespace

std::string EventDetail(const Value& body, bool chinese) {
  std::string text = TextIn(body, "reason");
  const Value* ballots = body.Find("ballots");
  if (ballots != nullptr && ballots->kind() == Value::Kind::kArray) {
    Votes votes;
    for (const Value& ballot : ballots->items()) votes.Add(ballot);
    text += (text.empty() ? "" : chinese ? "；" : "; ") + votes.Text(chinese);
  }
  return text.empty() ? "" : (chinese ? "：" : ": ") + text;
}

}  // namespace guiju::cli
