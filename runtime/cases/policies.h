#pragma once
// Policies by their closure digest: their sources are kept in the store, so that a decision made years ago is
// read under the law it was made under.
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "runtime/cases/calendars.h"
#include "runtime/engine/engine.h"
#include "runtime/store/unit.h"

namespace guiju::cases {

using PolicyPtr = std::shared_ptr<const engine::LoadedPolicy>;

// "sha256:…" or bare → 64 hex digits.
std::string HexOfDigest(std::string_view digest);
std::string ClosureOf(const engine::LoadedPolicy& policy);
std::string CalendarOf(const engine::LoadedPolicy& policy);

// Every file of a closure: canonical JSON {"files":[{"path","text"} …],"main":name of the policy,"v":1}.
struct Bundle {
  PolicyPtr policy;
  std::string bytes;
};

// Thread-safe.
class Policies {
 public:
  explicit Policies(engine::Settings settings);

  // Compiles what the subject names, as it is now; what it named before is not compiled again while none of
  // its files and none of the folders that were searched has changed. An Error has the diagnostics in it.
  base::Result<Bundle> Compile(const std::string& subject);
  // The policy with this closure out of memory or the store's sources, under the calendar that matters are
  // judged by now. An Error: it is not there, or its sources no longer give this closure.
  base::Result<PolicyPtr> Find(store::Reader& reader, const std::string& closure);
  // The same under the calendar with this digest.
  base::Result<PolicyPtr> FindUnder(store::Reader& reader, const std::string& closure,
                                    const std::string& calendar);
  // One that was compiled, under the calendar that matters are judged by now.
  base::Result<PolicyPtr> UnderCurrent(store::Reader& reader, const PolicyPtr& policy);
  Calendars& calendars() { return calendars_; }

 private:
  struct Compiled;
  PolicyPtr Known(const std::string& closure);
  base::Result<PolicyPtr> FindUnderAny(store::Reader& reader, const std::string& closure);
  PolicyPtr Under(const PolicyPtr& policy, const CalendarPtr& calendar);
  std::shared_ptr<const Compiled> Remembered(const std::string& subject);
  base::Result<PolicyPtr> Restore(const std::string& bytes, const std::string& closure);

  engine::Settings settings_;
  Calendars calendars_;
  std::mutex mutex_;
  std::map<std::string, PolicyPtr> known_;                           // by closure, as first compiled
  std::map<std::pair<std::string, std::string>, PolicyPtr> others_;  // by closure and another calendar
  std::map<std::string, std::shared_ptr<const Compiled>> compiled_;  // by subject
};

}  // namespace guiju::cases
