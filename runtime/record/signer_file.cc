#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "runtime/record/durable_file.h"
#include "runtime/record/signer.h"

namespace guiju::record {
namespace {

constexpr size_t kMaxMemoryBytes = 2 * kMaxNoteBytes;

// Held while a decision is taken. The memory file itself is replaced, so the lock is on a file beside it.
class Lock {
 public:
  explicit Lock(const std::string& path)
      : fd_(::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    while (fd_ >= 0 && !held_) {
      held_ = ::flock(fd_, LOCK_EX) == 0;
      if (!held_ && errno != EINTR) break;
    }
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() {
    if (fd_ >= 0) ::close(fd_);
  }
  bool held() const { return held_; }

 private:
  int fd_;
  bool held_ = false;
};

base::Error NotLocked(const std::string& path) {
  return {fmt::format("{}: cannot be locked: {}", path, std::strerror(errno))};
}

base::Result<SignerMemory> ReadMemory(const std::string& path, const std::string& log_name,
                                      const SigningKey& key) {
  base::Result<std::string> bytes = ReadWholeFile(path, kMaxMemoryBytes);
  if (!bytes) return bytes.error();
  base::Result<SignerMemory> memory = ParseSignerMemory(*bytes);
  if (!memory) return base::Error{path + ": " + memory.error().message};
  if (memory->log_name != log_name)
    return base::Error{path + ": is the memory of another log, " + memory->log_name};
  if (memory->note.empty()) return memory;
  const base::Result<Checkpoint> last = OpenCheckpoint(memory->note, {key.verifier()});
  if (!last || last->origin != OriginOf(log_name, memory->epoch)) {
    return base::Error{path + ": its checkpoint is not of this key and log"};
  }
  return memory;
}

base::Status WriteMemory(const std::string& path, const SignerMemory& memory, Placing placing) {
  const base::Result<std::string> bytes = PrintSignerMemory(memory);
  if (!bytes) return bytes.error();
  return WriteDurably(path, *bytes, 0600, placing);
}

}  // namespace

base::Result<std::string> PrintSignerMemory(const SignerMemory& memory) {
  Value value = Value::EmptyObject();
  value.Insert("epoch", memory.epoch);
  value.Insert("log", memory.log_name);
  value.Insert("note", memory.note);
  value.Insert("v", 1);
  return PrintJson(value);
}

base::Result<SignerMemory> ParseSignerMemory(std::string_view bytes) {
  const base::Result<Value> value = ParseJson(bytes);
  if (!value) return value.error();
  const Value* epoch = value->Find("epoch");
  const Value* log = value->Find("log");
  const Value* note = value->Find("note");
  const Value* version = value->Find("v");
  using enum Value::Kind;
  if (!epoch || !log || !note || !version || value->members().size() != 4 || epoch->kind() != kInteger ||
      epoch->number() < 1 || log->kind() != kText || note->kind() != kText || *version != Value(1)) {
    return base::Error{"signer memory: not as its format demands"};
  }
  return SignerMemory{log->text(), epoch->number(), note->text()};
}

Signer::Signer(std::string path, std::string log_name, const SigningKey& key)
    : path_(std::move(path)), log_name_(std::move(log_name)), key_(key) {}

base::Result<Signer> Signer::Create(const std::string& path, const std::string& log_name,
                                    const SigningKey& key) {
  if (!IsKeyName(log_name) || log_name == kStreamHeadLine) {
    return base::Error{fmt::format("signer: '{}' is no name of a log: no spaces, no '+'", log_name)};
  }
  if (base::Status written = WriteMemory(path, {log_name, 1, ""}, Placing::kNew); !written)
    return written.error();
  return Signer(path, log_name, key);
}

base::Result<Signer> Signer::Open(const std::string& path, const std::string& log_name,
                                  const SigningKey& key) {
  if (base::Result<SignerMemory> memory = ReadMemory(path, log_name, key); !memory) return memory.error();
  return Signer(path, log_name, key);
}

base::Result<SignerMemory> Signer::Memory() const { return ReadMemory(path_, log_name_, key_); }

base::Result<std::variant<SignedHead, SignRefusal>> Signer::Sign(const SignRequest& request) {
  const Lock lock(path_);
  if (!lock.held()) return NotLocked(path_);
  const base::Result<SignerMemory> memory = Memory();
  if (!memory) return memory.error();
  std::variant<SignedHead, SignRefusal> decision = DecideSigning(*memory, request, key_);
  const SignedHead* head = std::get_if<SignedHead>(&decision);
  if (head && head->memory != *memory) {
    if (base::Status written = WriteMemory(path_, head->memory, Placing::kReplace); !written)
      return written.error();
  }
  return decision;
}

base::Result<std::string> Signer::SignStatement(const StreamHead& statement) {
  const Lock lock(path_);
  if (!lock.held()) return NotLocked(path_);
  const base::Result<SignerMemory> memory = Memory();
  if (!memory) return memory.error();
  const base::Result<Checkpoint> last = OpenCheckpoint(memory->note, {key_.verifier()});
  if (!last || last->origin != statement.origin || last->head != statement.head) {
    return base::Error{"signer: a statement about another head than the one signed last"};
  }
  return SignStreamHead(statement, key_);
}

}  // namespace guiju::record
