#pragma once
// The members of every part of a state by name, once, for printing and for reading. Private to the room.
#include "runtime/flow/state.h"

namespace guiju::flow {

inline Closing LastOf(Closing) { return Closing::kSuperseded; }

template <class V, class T>
void Members(V& v, T& x)
  requires std::is_same_v<std::remove_const_t<T>, Visit>
{
  v("stage", x.stage);
  v("entered", x.entered);
  v("left", x.left);
  v("seen", x.seen);
  v("on", x.on);
}
template <class V, class T>
void Members(V& v, T& x)
  requires std::is_same_v<std::remove_const_t<T>, Happening>
{
  v("event", x.event);
  v("occurred", x.occurred);
}
template <class V, class T>
void Members(V& v, T& x)
  requires std::is_same_v<std::remove_const_t<T>, Suspension>
{
  v("interrupt", x.interrupt);
  v("reason", x.reason);
  v("from", x.from);
  v("to", x.to);
}
template <class V, class T>
void Members(V& v, T& x)
  requires std::is_same_v<std::remove_const_t<T>, Grant>
{
  v("clock", x.clock);
  v("count", x.count);
  v("unit", x.unit);
  v("until", x.until);
  v("granted", x.granted);
  v("by", x.by);
  bool again = false;  // in older states, and of no consequence
  v("again", again);
}
template <class V, class T>
void Members(V& v, T& x)
  requires std::is_same_v<std::remove_const_t<T>, Proposal>
{
  v("number", x.number);
  v("content", x.content);
}
template <class V, class T>
void Members(V& v, T& x)
  requires std::is_same_v<std::remove_const_t<T>, Agreement>
{
  v("stage", x.stage);
  v("digest", x.digest);
}
template <class V, class T>
void Members(V& v, T& x)
  requires std::is_same_v<std::remove_const_t<T>, Deed>
{
  v("position", x.position);
  v("person", x.person);
  v("unit", x.unit);
}
template <class V, class T>
void Members(V& v, T& x)
  requires std::is_same_v<std::remove_const_t<T>, Voice>
{
  v("position", x.position);
  v("outcome", x.outcome);
}
template <class V, class T>
void Members(V& v, T& x)
  requires std::is_same_v<std::remove_const_t<T>, Decided>
{
  v("outcome", x.outcome);
  v("proposal", x.proposal);
  v("content", x.content);
  v("at", x.at);
}
template <class V, class T>
void Members(V& v, T& x)
  requires std::is_same_v<std::remove_const_t<T>, DutyState>
{
  v("duty", x.duty);
  v("channel", x.channel);
  v("armed", x.armed);
  v("closing", x.closing);
  v("closed", x.closed);
}
template <class V, class T>
void Members(V& v, T& x)
  requires std::is_same_v<std::remove_const_t<T>, State>
{
  v("flow", x.flow);
  v("facts", x.facts);
  v("recorded_dates", x.recorded_dates);
  v("raised", x.raised);
  v("visits", x.visits);
  v("happenings", x.happenings);
  v("suspensions", x.suspensions);
  v("grants", x.grants);
  v("proposals", x.proposals);
  v("agreements", x.agreements);
  v("deeds", x.deeds);
  v("defects", x.defects);
  v("voices", x.voices);
  v("decisions", x.decisions);
  v("duties", x.duties);
  v("given", x.given);
  v("documents", x.documents);
  v("expired", x.expired);
  v("ended", x.ended);
  v("ended_on", x.ended_on);
}

}  // namespace guiju::flow
