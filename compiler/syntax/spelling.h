#pragma once
// Names, units, types and function words in a given spelling, through a NameTable. Internal to the room.
#include <string>

#include "compiler/syntax/syntax.h"

namespace guiju::syntax {

class Speller {
 public:
  Speller(const NameTable& names, Spelling spelling) : names_(names), spelling_(spelling) {}

  Spelling spelling() const { return spelling_; }
  std::string Word(std::string_view name) const;  // one part of a value name
  std::string Joined(const QName& name) const;    // dotted, whole name first, then part by part
  std::string TypeName(const QName& name) const;  // built-in types, dimensions, declared types
  std::string Function(const QName& name) const;  // built-in functions, else a name
  std::string Unit(std::string_view unit) const;
  // A declared name: first and second spelling exchanged when the second is the one of this language.
  Name Declared(const Name& name, bool is_type) const;
  std::string Axis(std::string_view key) const;

 private:
  std::string Look(std::string_view name, bool is_type) const;

  const NameTable& names_;
  Spelling spelling_;
};

}  // namespace guiju::syntax
