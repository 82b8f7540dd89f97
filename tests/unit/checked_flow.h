#pragma once
// A policy given as text, checked, and its flows proved.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "compiler/soundness/soundness.h"
#include "tests/unit/checked_model.h"

namespace guiju::soundness {

// What is wrong with the flows of a policy whose model has no errors.
inline std::vector<diag::Diagnostic> FlowFindings(const std::map<std::string, std::string>& files) {
  model::Checked checked(files);
  EXPECT_FALSE(checked.sink.has_errors()) << checked.Report();
  if (checked.sink.has_errors()) return {};
  diag::Sink sink;
  CheckFlows(checked.model, sink);
  for (const diag::Diagnostic& d : sink.all())
    EXPECT_LT(d.span.begin, d.span.end) << d.Message(diag::Language::kEn);
  return sink.Sorted();
}

// The path a finding tells; "" when it tells none.
inline std::string StoryOf(const diag::Diagnostic& diagnostic) {
  for (const std::string& arg : diagnostic.args) {
    if (arg.find("→") != std::string::npos) return arg;
  }
  return {};
}

}  // namespace guiju::soundness
