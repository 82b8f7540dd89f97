#pragma once
// Running expectations: the examples inside a policy and the case test files beside it.
#include <string>
#include <vector>

#include "runtime/caseio/case_test.h"
#include "tools/guiju/command.h"
#include "tools/guiju/coverage.h"

namespace guiju::cli {

struct TestReport {
  size_t passed = 0;
  struct Failure {
    std::string place, title;          // file:line
    std::vector<std::string> reasons;  // one line each
  };
  std::vector<Failure> failures;
};

class TestRun {
 public:
  TestRun(const Session& session, const engine::LoadedPolicy& policy, TestReport* report);
  void Examples();
  // False: the file could not be read; reported as a failure too.
  void File(const std::string& path, const std::string& text, std::vector<caseio::CaseTest> tests);
  const Coverage& coverage() const { return coverage_; }

 private:
  void One(const std::string& place, const std::string& title, std::string_view case_json,
           const std::vector<caseio::ExpectedDecision>& expected, std::vector<std::string> reasons);
  void Compare(const caseio::Classification& answer, const caseio::ExpectedDecision& expected,
               std::vector<std::string>* reasons) const;

  const Session& session_;
  const engine::LoadedPolicy& policy_;
  TestReport* report_;
  caseio::Schema schema_;  // of its own: expectations are read through it
  std::vector<caseio::NamedDecision> decisions_;
  caseio::JsonReader reader_;
  caseio::CaseBuffer buffer_;
  Coverage coverage_;
};

}  // namespace guiju::cli
