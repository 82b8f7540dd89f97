#include "runtime/store/attempt.h"

#include "runtime/store/names.h"

namespace guiju::store {

Attempted Attempt(Connection& connection, std::string_view agency, const Work& work) {
  if (auto checked = CheckNames({agency}); !checked) return {checked.error()};
  Unit unit(connection, agency);
  Attempted attempted{work(unit)};
  attempted.wrote = unit.wrote();
  base::Result<Verdict>& outcome = attempted.outcome;
  if (!outcome) return attempted;
  if (auto complete = unit.Complete(); !complete && *outcome == Verdict::kCommit) {
    outcome = complete.error();
  } else if (connection.fault() != Fault::kNone) {
    outcome =
        base::Error{"a read failed and the work went on as if it had not"};  // its message went to the work
  }
  return attempted;
}

}  // namespace guiju::store
