#include "tests/property/names.h"

#include "compiler/syntax/words.h"
#include "runtime/value/units.h"

namespace guiju::property {
namespace {

const std::vector<std::string> kHan = {"甲", "乙", "丙", "罚", "款", "额", "案", "卷",
                                       "地", "事", "区", "域", "面", "积", "许", "可",
                                       "审", "核", "机", "关", "送", "达", "违", "法"};
const std::vector<std::string> kLetters = {"a",    "b", "c",     "fine",   "case",
                                           "area", "x", "organ", "served", "K"};

}  // namespace

std::string NamePool::Chinese() {
  std::string word;
  for (int64_t n = random_->Within(2, 4); n > 0; --n) word += random_->Pick(kHan);
  if (random_->Chance(10)) word += std::to_string(random_->Below(100));
  if (random_->Chance(5)) word += "_" + random_->Pick(kHan);
  return word;
}

std::string NamePool::Latin() {
  std::string word = random_->Pick(kLetters);
  for (int64_t n = random_->Below(3); n > 0; --n) {
    const int64_t dice = random_->Below(10);
    word += dice < 7 ? "_" : dice < 9 ? "-" : "";
    word += random_->Pick(kLetters);
  }
  if (random_->Chance(15)) word += std::to_string(random_->Below(100));
  return word;
}

// No word of the language: it would mean something else where the name stands.
std::string NamePool::Unused(std::string (NamePool::*make)()) {
  for (;;) {
    std::string word = (this->*make)();
    const bool built_in = value::FindDimension(word) != nullptr || value::FindUnit(word) != nullptr ||
                          !syntax::ChoiceKey("type", word).empty() ||
                          !syntax::ChoiceKey("function", word).empty();
    if (built_in || !syntax::IsNameText(word, false) || syntax::FindKeyword(word) != nullptr) continue;
    if (used_.insert(word).second) return word;
  }
}

syntax::Name NamePool::Declare(bool soft) {
  syntax::Name name;
  std::string zh = Unused(&NamePool::Chinese), en = Unused(&NamePool::Latin);
  if (soft && random_->Chance(12)) {
    const syntax::Slot& slot = random_->Pick(syntax::Slots());
    // 自 behind the bar of a row begins the next period; 未定 behind a decision is no value.
    const bool taken = slot.slot == "since" || slot.slot == "from" || slot.slot == "undetermined";
    if (slot.word_class != syntax::WordClass::operator_ && !taken && !slot.zh.empty() && !slot.en.empty() &&
        used_.insert(std::string(slot.zh)).second && used_.insert(std::string(slot.en)).second) {
      zh = slot.zh;
      en = slot.en;
    }
  }
  if (random_->Chance(50)) std::swap(zh, en);
  name.text = zh;
  const int64_t dice = random_->Below(10);
  if (dice < 8) name.second = en;
  if (dice == 8) name.second = Unused(syntax::IsChinese(name.text) ? &NamePool::Chinese : &NamePool::Latin);
  spellings_.push_back(name.text);
  if (dice < 8) spellings_.push_back(name.second);
  return name;
}

syntax::Name NamePool::DeclarePolicy() {
  syntax::Name name;
  name.text = Unused(&NamePool::Chinese) + "." + Unused(&NamePool::Chinese);
  if (random_->Chance(70)) name.second = Unused(&NamePool::Latin) + "." + Unused(&NamePool::Latin);
  return name;
}

std::string NamePool::Refer() {
  if (spellings_.empty() || random_->Chance(5)) return Declare().text;
  return random_->Pick(spellings_);
}

}  // namespace guiju::property
