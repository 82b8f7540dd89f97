#pragma once
// What the commands over a store share: opening it, who acts, how a result says that it is simulated.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/cases/cases.h"
#include "tools/guiju/command.h"

namespace guiju::cli {

enum class Access : uint8_t { kRead, kChange };

// --store, --agency, --log, --create, --simulated, --at; nullptr: said on standard error why not.
// `now`: instead of --at, for who lets the assumed time go on.
std::unique_ptr<cases::Cases> OpenCases(const Session& session, Access access,
                                        std::function<int64_t()> now = {});
// "2026-0001" or "matter/2026-0001".
std::string MatterStream(const std::string& id);
std::string BareId(const std::string& stream);

// "ID/POSITION"; an Error says how to write it.
base::Result<flow::Person> PersonOf(const Session& session, const std::string& text);
// --as in a simulated store, the user of this machine and --position in another.
base::Result<flow::Person> ActingPerson(const Session& session, const cases::Cases& cases,
                                        bool position_needed);

// The text with 〔模拟〕 before it when the store is simulated.
void Say(const Session& session, const cases::Cases& cases, const std::string& text);
// A JSON object as one line, with "simulated".
void SayJson(const cases::Cases& cases, record::Value object);
// Of a command's answer: its events, and "recorded", "already" or "refused".
record::Value EventsValue(const std::vector<flow::Event>& events);
const char* WordOf(cases::Answer::Kind kind);
int Failed(const std::string& message);  // message on standard error; returns kMisuse

// The name in the language of the session of anything the program calls so; else `key` itself.
std::string NameIn(const ir::Program& program, const std::string& key, bool chinese);
// "转到 法制审核": what happened, in a few words.
std::string EventText(const ir::Program* program, const std::string& type, const record::Value& body,
                      bool chinese);

}  // namespace guiju::cli
