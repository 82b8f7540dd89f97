#pragma once
// A closure given as texts, checked.
#include <algorithm>
#include <map>
#include <string>

#include "compiler/model/closure.h"
#include "compiler/model/model.h"

namespace guiju::model {

struct Checked {
  diag::Sink sink;
  Closure closure;
  Model model;
  explicit Checked(const std::map<std::string, std::string>& files, bool lint = false)
      : closure(LoadClosureFromText(files, "", sink)) {
    CheckOptions options;
    options.lint = lint;
    model = Check(closure, sink, options);
  }
  explicit Checked(const std::string& text)
      : Checked(std::map<std::string, std::string>{{"main.gj", text}}) {}
  bool Has(diag::Kind kind) const {
    return std::any_of(sink.all().begin(), sink.all().end(), [&](const auto& d) { return d.kind == kind; });
  }
  std::string Report() const { return diag::RenderText(sink.Sorted(), closure.sources, {}); }
};

}  // namespace guiju::model
