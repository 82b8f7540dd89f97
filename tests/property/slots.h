#pragma once
// Which slots of the syntax tree a tree fills, by name: "decision.rules.basis.article". Read through the same
// table of fields that listing and comparing trees use, so that a new slot is counted without anyone
// remembering to.
#include <set>
#include <string>

#include "compiler/syntax/fields.h"

namespace guiju::property {

class SlotCounter {
 public:
  // With `every`, slots count whether or not they are filled.
  SlotCounter(std::set<std::string>* slots, bool every) : slots_(slots), every_(every) {}

  void Tree(const syntax::SyntaxTree& tree) {
    if (tree.header) Node("policy", *tree.header);
    for (const syntax::Declaration& declaration : tree.declarations)
      std::visit([&](const auto& d) { Node(syntax::kDeclarationName<std::decay_t<decltype(d)>>, d); },
                 declaration);
  }
  template <class T>
  void Node(std::string_view label, const T& node) {
    const std::string outer = path_;
    path_ += (path_.empty() ? "" : ".") + std::string(label);
    Fields(*this, node);
    path_ = outer;
  }
  template <class T>
  void operator()(std::string_view label, const T& value) {
    Slot(label, value);
  }
  void Type(std::string_view label, const syntax::Name& name) { Slot(label, name); }
  void Words(std::string_view label, const std::vector<std::string>& names) { Slot(label, names); }
  template <class T>
  void Axis(std::string_view label, const T& key) {
    Slot(label, key);
  }

 private:
  void Count(std::string_view label, bool filled) {
    if (filled || every_) slots_->insert(path_ + "." + std::string(label));
  }
  void Slot(std::string_view label, bool value) { Count(label, value); }
  void Slot(std::string_view label, int16_t value) { Count(label, value != 0); }
  void Slot(std::string_view label, const std::string& value) { Count(label, !value.empty()); }
  void Slot(std::string_view label, syntax::ExprId value) { Count(label, value.has_value()); }
  void Slot(std::string_view label, const syntax::QName& value) { Count(label, !value.parts.empty()); }
  void Slot(std::string_view label, const syntax::TypeRef& value) { Count(label, !value.args.empty()); }
  void Slot(std::string_view label, const syntax::Name& value) { Count(label, !value.text.empty()); }
  void Slot(std::string_view label, const syntax::NameRef& value) { Count(label, !value.text.empty()); }
  void Slot(std::string_view label, const syntax::Amount& value) { Count(label, !value.number.empty()); }
  template <class T>
  void Slot(std::string_view label, const std::optional<T>& value) {
    Count(label, value.has_value());
    if (value || every_) Slot(label, value.value_or(T{}));
  }
  template <class T>
  void Slot(std::string_view label, const std::vector<T>& values) {
    Count(label, !values.empty());
    if (values.empty() && every_) Slot(label, T{});
    for (const T& value : values) Slot(label, value);
  }
  template <class T>
    requires requires(SlotCounter& counter, const T& node) { Fields(counter, node); }
  void Slot(std::string_view label, const T& node) {
    Node(label, node);
  }

  std::set<std::string>* slots_;
  bool every_;
  std::string path_;
};

}  // namespace guiju::property
