#include "runtime/store/attempt.h"

#include "runtime/store/names.h"

namespace guiju::store {

base::Result<Verdict> Attempt(Connection& connection, std::string_view agency, const Work& work) {
  if (auto checked = CheckNames({agency}); !checked) return checked.error();
  Unit unit(connection, agency);
  auto verdict = work(unit);
  if (!verdict) return verdict;
  if (auto complete = unit.Complete(); !complete && *verdict == Verdict::kCommit) return complete.error();
  if (connection.fault() != Fault::kNone) {
    return base::Error{
        "a read failed and the work went on as if it had not"};  // its message went to the work
  }
  return verdict;
}

}  // namespace guiju::store
