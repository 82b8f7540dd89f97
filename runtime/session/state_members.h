#pragma once
// The members of every part of a session's state by name, once, for printing and for reading: states and the
// bodies of events. Private to the room.
#include "runtime/flow/members.h"
#include "runtime/session/state.h"

namespace guiju::session {

template <class T, class U>
concept Is = std::is_same_v<std::remove_const_t<T>, U>;

template <class V, Is<Attendance> T>
void Members(V& v, T& x) {
  v("item", x.item);
  v("person", x.person.id);
  v("position", x.person.position);
  v("unit", x.unit);
  v("seat", x.seat);
  v("present", x.present);
}
template <class V, Is<Recusal> T>
void Members(V& v, T& x) {
  v("person", x.person.id);
  v("position", x.person.position);
  v("unit", x.unit);
  v("seat", x.seat);
  v("reason", x.reason);
  v("requested_by", x.requested_by);
  v("granted", x.granted);
  v("decided_by", x.decided_by);
}
template <class V, Is<Vote> T>
void Members(V& v, T& x) {
  v("number", x.number);
  v("supersedes", x.supersedes);
  v("person", x.person.id);
  v("position", x.person.position);
  v("unit", x.unit);
  v("choice", x.choice);
  v("dissent", x.dissent);
  v("reason", x.reason);
}
template <class V, Is<Minutes> T>
void Members(V& v, T& x) {
  v("digest", x.digest);
  v("covers", x.covers);
}
template <class V, Is<Ballot> T>
void Members(V& v, T& x) {
  v("person", x.person.id);
  v("position", x.person.position);
  v("unit", x.unit);
  v("choice", x.choice);
  v("dissent", x.dissent);
}
template <class V, Is<Closing> T>
void Members(V& v, T& x) {
  v("key", x.key);
  v("by", x.by);
  v("approval", x.approval);
  v("at", x.at);
  v("ballots", x.ballots);
  v("all", x.all);
  v("eligible", x.eligible);
  v("present", x.present);
}
template <class V, Is<Carried> T>
void Members(V& v, T& x) {
  v("result", x.result);
  v("outcome", x.outcome);
  v("text", x.text);
}
template <class V, Is<Item> T>
void Members(V& v, T& x) {
  v("number", x.number);
  v("matter", x.matter);
  v("proposal", x.proposal);
  v("material", x.material);
  v("visit", x.visit);
  v("closure", x.closure);
  v("topics", x.topics);
  v("recusals", x.recusals);
  v("votes", x.votes);
  v("cast", x.cast);
  v("minutes", x.minutes);
  v("closing", x.closing);
  v("carried", x.carried);
}
template <class V, Is<State> T>
void Members(V& v, T& x) {
  v("body", x.body);
  v("closure", x.closure);
  v("held", x.held);
  v("chair", x.chair);
  v("attendance", x.attendance);
  v("items", x.items);
  v("adjourned", x.adjourned);
}

}  // namespace guiju::session

namespace guiju::flow {

template <class V, session::Is<Person> T>
void Members(V& v, T& x) {
  v("id", x.id);
  v("position", x.position);
}

}  // namespace guiju::flow
