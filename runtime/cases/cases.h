#pragma once
// Cases in a store: one command is one transaction, and every event of it is an entry of the log.
//
// A command holds the streams it is about, looks for its key, compares the version, asks the flow under the
// law the matter began under, and appends. A refusal writes nothing. All calls may come from many threads.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/cases/four_eyes.h"
#include "runtime/cases/person.h"
#include "runtime/cases/policies.h"
#include "runtime/cases/refusal.h"
#include "runtime/cases/register.h"
#include "runtime/cases/streams.h"
#include "runtime/flow/flow.h"
#include "runtime/record/entry.h"
#include "runtime/session/session.h"
#include "runtime/store/store.h"

namespace guiju::cases {

struct Settings {
  std::string where;  // of the store
  store::OpenOptions open{};
  std::string agency;  // "": the only one the store has
  std::string log;     // "": the only one of the agency, else "main"
  engine::Settings engine;
  std::function<int64_t()> now_ms;  // "": the system's
};

// A command as a client sends it. Of those who act, approve and vote only person and position are read; the
// register gives the rest.
struct Request {
  std::string id{};  // UUID version 7; "": made here
  std::string client = "local";
  std::string key{};                // "": the id
  std::string stream{};             // "matter/…"
  std::optional<int64_t> expect{};  // the version it was made for; unset: any
  std::string policy{};             // of kOpen and kMigrate: file, folder or name
  flow::Command command{};
  bool occurred_given = false;  // command.occurred is set; an act happens now
};

struct Answer {
  enum class Kind : uint8_t { kRecorded, kAlready, kRefused };
  Kind kind = Kind::kRefused;
  std::string stream{};
  int64_t pos = -1;                   // of its first event, then or now
  int64_t sver = 0;                   // of the stream now
  std::vector<flow::Event> events{};  // kRecorded
  Refusal refusal{};
};

// A command on a session. Of those concerned only person and position are read, as in a Request.
struct SessionRequest {
  std::string id{};
  std::string client = "local";
  std::string key{};
  std::string stream{};  // "session/…"
  std::optional<int64_t> expect{};
  std::string policy{};  // of kConvene: file, folder or name; "": that of the first matter on the agenda
  session::Command command{};  // `key` and `carried` are filled in here
};
struct SessionAnswer {
  Answer answer;
  std::optional<session::Carried> carried{};  // of kClose: what the matter made of the item
};

struct PersonChange {
  std::string id;
  std::optional<std::string> name;
  std::vector<Appointment> appointments;
  std::vector<Qualification> qualifications;
  std::vector<std::pair<std::string, value::Day>> ended;  // position, last day
};

// A matter as it stands, with what is needed to talk about it.
struct MatterView {
  store::StreamRow row;
  Matter matter;
  PolicyPtr policy;
  Register persons;
  std::map<std::string, int64_t> members;  // of bodies, today
};

// A session as it stands, with what is needed to talk about it.
struct SessionView {
  store::StreamRow row;
  session::State state;
  PolicyPtr policy;
  std::map<std::string, session::Standing> matters;  // of its items, now
  int64_t members = 0;
  session::Rules rules() const { return {policy->program(), matters, members}; }
};

struct HistoryEvent {
  record::Entry entry;
  record::Value body;     // null when the body is gone
  bool redacted = false;  // some of it
};

class Cases {
 public:
  static base::Result<std::unique_ptr<Cases>> Open(Settings settings);

  base::Result<Answer> Do(const Request& request);
  base::Result<Answer> ChangePerson(const PersonChange& change, const record::Actor& actor);

  // One file of holiday notices (the form of stdlib/calendar) put into the calendar that matters are judged
  // by; takes two persons. kAlready: the one loaded last says so already. An Error: the file is no such
  // file.
  base::Result<Answer> LoadCalendar(const std::string& file, const FourEyes& persons);
  // Closing an item is three steps, each whole or not at all: the session freezes the ballots, the matter
  // takes them under a key of their own, the session is told. What a crash left undone is done by the same
  // command again, or by a tick.
  base::Result<SessionAnswer> DoSession(const SessionRequest& request);
  // The first step alone.
  base::Result<Answer> DoSessionStep(const SessionRequest& request);
  // The other two: of every item that is on its way, or of the one named, also when its matter refused it
  // before. What was recorded in the session.
  base::Result<std::vector<flow::Event>> CarrySession(const std::string& stream,
                                                      std::optional<int64_t> item = std::nullopt);
  base::Result<std::optional<SessionView>> ViewSession(const std::string& stream);

  base::Result<std::optional<MatterView>> View(const std::string& stream);
  // From the first event on.
  base::Result<std::vector<HistoryEvent>> History(const std::string& stream);

  struct TickReport {
    int64_t looked_at = 0, events = 0;
    int64_t recalculated = 0;  // matters last judged by another calendar than the present one
    std::vector<std::pair<std::string, std::vector<flow::Event>>> changed;  // stream → events
    std::vector<std::string> sessions;                                      // whose results were on their way
    std::vector<std::pair<std::string, std::string>> failed;  // stream → why; its wake is put off
  };
  // What has run out by now, of at most so many streams; then, while the calendar is another than it was,
  // what that moves: a pass over the matters that wait for a day or are overdue, `most` in all at each tick,
  // taken up where the last one left off. Its cost is that of matters with open periods, not of those that
  // ended.
  base::Result<TickReport> Tick(int64_t most);

  // A clock of a matter that runs and matters now.
  struct DueClock {
    std::string stream;
    flow::RunningClock running;
    clock::DueAnswer due;
    clock::Remainder remainder;
    bool overdue = false;
  };
  // Clocks that end by the end of `last`, and those that are overdue; the earliest first. The cost is that of
  // the matters concerned, however many there are.
  base::Result<std::vector<DueClock>> Due(value::Day last, int64_t most);

  struct MatterRow {
    std::string stream;
    int64_t sver = 0;
    std::string flow, stage, ended;
    bool suspended = false;
    std::optional<int64_t> wake_ms;
  };
  base::Result<std::vector<MatterRow>> List(const std::string& after, int64_t most);
  struct SessionRow {
    std::string stream;
    int64_t sver = 0;
    session::State state;
  };
  base::Result<std::vector<SessionRow>> ListSessions(const std::string& after, int64_t most);
  base::Result<std::map<std::string, Person>> Persons();

  store::Store& store() { return *store_; }
  Policies& policies() { return policies_; }
  const std::string& agency() const { return settings_.agency; }
  const std::string& log() const { return settings_.log; }
  // The name the log is signed under.
  std::string LogName() const;
  bool simulated() const { return store_->info().simulated; }
  int64_t now_ms() const { return settings_.now_ms(); }

 private:
  explicit Cases(Settings settings) : settings_(std::move(settings)), policies_(settings_.engine) {}
  base::Status ChooseLog();
  base::Status DropSettled(int64_t now);
  base::Status Recalculate(int64_t now, int64_t most, TickReport* report);
  base::Result<Answer> RunSession(SessionRequest request);

  Settings settings_;
  Policies policies_;
  std::unique_ptr<store::Store> store_;
};

inline constexpr std::string_view kSystemActor = "guiju";  // who ticks
// Under whose keys sessions send their results; nobody else may use it.
inline constexpr std::string_view kSessionClient = "guiju/session";

}  // namespace guiju::cases
