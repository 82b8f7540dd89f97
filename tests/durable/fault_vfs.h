#pragma once
// A disk between SQLite and the system that fails when it is told to, and that can lose its power: what was
// not synced is then gone, or half there.
#include <cstdint>
#include <string>

namespace guiju::durable {

struct Fault {
  enum class Kind : uint8_t {
    kNone,
    kReadError,
    kWriteError,
    kDiskFull,
    kShortWrite,   // the first half is written, then an error is said
    kSyncError,    // what should have been saved may still be saved by the next sync
    kSyncGivesUp,  // and here it never is: the system has forgotten that it was to be written
    kSyncLies,     // says that it saved, and did not
    kTruncateError,
    kOpenError,
    kPowerCut,  // at a write or a sync; nothing works any more
  };
  enum class Where : uint8_t { kDatabase, kLog, kAny };
  Kind kind = Kind::kNone;
  Where where = Where::kAny;
  bool sticky = false;  // from then on, or only once
};

// What a power cut leaves of that which was not synced.
enum class Left : uint8_t { kNothing, kSomeSectors };

// The one disk of this process; it becomes SQLite's default when it is first asked for.
class Disk {
 public:
  static Disk& Get();

  // The fault strikes at the `nth` operation of its kind from now, counted from 1.
  void Arm(const Fault& fault, int64_t nth);
  bool struck() const;
  // Works again; what was written stays written.
  void Heal();
  // The power goes and comes back: files are what a disk would have of them. No connection may be open.
  void CutPower(Left left, uint32_t seed);

 private:
  Disk();
};

}  // namespace guiju::durable
