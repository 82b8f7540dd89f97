// What the headers of runtime/store promise one caller.
#include <algorithm>

#include "tests/store/command.h"
#include "tests/store/place.h"

namespace guiju::store {
namespace {

class Contract : public EachEngine {
 protected:
  Verdict Do(Store& store, const Work& work) {
    auto verdict = store.Write(kAgency, work);
    EXPECT_TRUE(verdict.ok()) << verdict.error().message;
    return verdict ? *verdict : Verdict::kRefuse;
  }
  void Look(Store& store, const std::function<void(Reader&)>& look, std::string_view agency = kAgency) {
    auto read = store.Read(agency, [&](Reader& reader) -> base::Status {
      look(reader);
      return base::Done{};
    });
    EXPECT_TRUE(read.ok()) << read.error().message;
  }
  // The message of a work that must not be written.
  std::string Refused(Store& store, const std::function<base::Status(Unit&)>& work) {
    auto verdict = store.Write(kAgency, [&](Unit& unit) -> base::Result<Verdict> {
      (void)work(unit);  // even when the work does not look, nothing may be written
      return Verdict::kCommit;
    });
    EXPECT_FALSE(verdict.ok());
    return verdict ? "" : verdict.error().message;
  }
};

INSTANTIATE_TEST_SUITE_P(Store, Contract, BothEngines(), NameOf);

TEST_P(Contract, CommandIsThereAfterReopening) {
  Store& store = Make();
  const Command command{.stream = "matter/一号", .key = "k1", .events = 3};
  auto sent = Send(store, command);
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_EQ(sent->answer, Answer::kRecorded);
  EXPECT_EQ(sent->pos, 0);
  store_.reset();
  store_ = Open();
  EXPECT_EQ(*CheckLog(*store_), 3);
  Look(*store_, [&](Reader& reader) {
    auto stream = *reader.ReadStream("matter/一号");
    ASSERT_TRUE(stream);
    EXPECT_EQ(stream->sver, 3);
    EXPECT_EQ(stream->head, 2);
    EXPECT_EQ(stream->wake_ms, 1002);
    EXPECT_EQ(stream->state.size(), command.state_bytes);
    auto events = *reader.ScanEvents(kLog, 1, 10);
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].entry, EntryOf(command, 2));
    auto found = *reader.FindCommand("client", "k1");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->digest, DigestOf(command));
    EXPECT_EQ(found->pos, 0);
    EXPECT_EQ(found->log, kLog);
  });
}

TEST_P(Contract, CommandsAreScannedByClientAndKey) {
  Store& store = Make();
  for (const auto& [client, key] :
       {std::pair("b", "1"), std::pair("a", "2"), std::pair("a", "10"), std::pair("ä", "0")})
    ASSERT_TRUE(
        Send(store, {.stream = std::string("matter/") + client + key, .client = client, .key = key}).ok());
  Look(store, [&](Reader& reader) {
    std::string order;
    std::optional<KeyedCommand> last;
    while (true) {
      const auto rows = *reader.ScanCommands(last ? &*last : nullptr, 1);
      if (rows.empty()) break;
      last = rows.front();
      order += last->client + last->key + " ";
      EXPECT_EQ(last->command, **reader.FindCommand(last->client, last->key));
    }
    EXPECT_EQ(order, "a10 a2 b1 ä0 ");
    EXPECT_EQ(reader.ScanCommands(nullptr, 10)->size(), 4u);
  });
}

TEST_P(Contract, KeySentAgainAnswersWithWhatBecameOfIt) {
  Store& store = Make();
  Command command{.stream = "matter/1", .key = "k1"};
  ASSERT_TRUE(Send(store, {.stream = "matter/0", .key = "k0"}).ok());
  ASSERT_EQ(Send(store, command)->answer, Answer::kRecorded);
  auto again = Send(store, command);
  EXPECT_EQ(again->answer, Answer::kAlready);
  EXPECT_EQ(again->pos, 1);
  command.events = 2;
  EXPECT_EQ(Send(store, command)->answer, Answer::kOtherCommand);
  command = {.stream = "matter/2", .client = "another client", .key = "k1"};
  EXPECT_EQ(Send(store, command)->answer, Answer::kRecorded);
  EXPECT_EQ(*CheckLog(store), 3);
}

TEST_P(Contract, StaleVersionIsRefusedAndRefusalsWriteNothing) {
  Store& store = Make();
  ASSERT_EQ(Send(store, {.stream = "matter/1", .key = "k1"})->answer, Answer::kRecorded);
  EXPECT_EQ(Send(store, {.stream = "matter/1", .expect = 0, .key = "k2"})->answer, Answer::kStale);
  EXPECT_EQ(Send(store, {.stream = "matter/1", .expect = 1, .key = "k2"})->answer, Answer::kRecorded);
  // A work that writes everything and then refuses.
  Outcome outcome;
  const auto verdict = Do(store, [&](Unit& unit) -> base::Result<Verdict> {
    auto carried = Carry(unit, {.stream = "matter/9", .key = "k9"}, outcome);
    EXPECT_TRUE(carried.ok());
    EXPECT_TRUE(unit.PutBlob(base::Sha256("x"), "x").ok());
    EXPECT_TRUE(unit.PutView("work", "k", "v").ok());
    return Verdict::kRefuse;
  });
  EXPECT_EQ(verdict, Verdict::kRefuse);
  EXPECT_EQ(*CheckLog(store), 2);
  Look(store, [&](Reader& reader) {
    EXPECT_FALSE(*reader.ReadStream("matter/9"));
    EXPECT_FALSE(*reader.FindCommand("client", "k9"));
    EXPECT_FALSE(*reader.ReadBlob(base::Sha256("x")));
    EXPECT_FALSE(*reader.ReadView("work", "k"));
    EXPECT_FALSE(*reader.ReadSecret(kLog, 2));
  });
}

TEST_P(Contract, ErrorOfTheWorkIsPassedOnAndWritesNothing) {
  Store& store = Make();
  auto verdict = store.Write(kAgency, [&](Unit& unit) -> base::Result<Verdict> {
    Outcome outcome;
    EXPECT_TRUE(Carry(unit, {.stream = "matter/1", .key = "k"}, outcome).ok());
    return base::Error{"not today"};
  });
  ASSERT_FALSE(verdict.ok());
  EXPECT_EQ(verdict.error().message, "not today");
  EXPECT_EQ(*CheckLog(store), 0);
}

TEST_P(Contract, WhatWouldBreakALogIsRefused) {
  Store& store = Make();
  ASSERT_TRUE(Send(store, {.stream = "matter/1", .key = "k1"}).ok());
  const EventRow event{1, "matter/1", 2, 0, "entry", base::Sha256("entry")};
  EXPECT_NE(
      Refused(store, [&](Unit& unit) { return unit.Append(kLog, event); }).find("before its head is locked"),
      std::string::npos);
  EXPECT_NE(Refused(store,
                    [&](Unit& unit) {
                      (void)unit.LockHead(kLog);
                      EventRow later = event;
                      later.pos = 2;
                      return unit.Append(kLog, later);
                    })
                .find("position 2 instead of 1"),
            std::string::npos);
  EXPECT_NE(Refused(store,
                    [&](Unit& unit) {
                      (void)unit.LockHead(kLog);
                      EventRow first = event;
                      first.prev = -1;
                      return unit.Append(kLog, first);
                    })
                .find("version 2 and previous position -1"),
            std::string::npos);
  EXPECT_NE(Refused(store,
                    [&](Unit& unit) {
                      (void)unit.LockHead(kLog);
                      return unit.Append(kLog, event);
                    })
                .find("head was not put"),
            std::string::npos);
  EXPECT_NE(Refused(store,
                    [&](Unit& unit) {
                      auto head = *unit.LockHead(kLog);
                      ++head.size;
                      return unit.PutHead(kLog, head);
                    })
                .find("size 2 instead of 1"),
            std::string::npos);
  EXPECT_NE(Refused(store,
                    [&](Unit& unit) {
                      (void)unit.LockHead(kLog);
                      return unit.PutSecret(kLog, 0, "another body");
                    })
                .find("did not append"),
            std::string::npos);
  EXPECT_EQ(*CheckLog(store), 1);
}

TEST_P(Contract, StreamIsPutOnlyWhenHeldAndOnlyForward) {
  Store& store = Make();
  ASSERT_TRUE(Send(store, {.stream = "matter/1", .key = "k1", .events = 2}).ok());
  auto put = [&](std::optional<Hold> hold, int64_t sver, int64_t head) {
    return Refused(store, [&](Unit& unit) {
      if (hold) (void)unit.HoldStream("matter/1", *hold);
      return unit.PutStream({.id = "matter/1", .sver = sver, .head = head});
    });
  };
  EXPECT_NE(put(std::nullopt, 3, 2).find("without being held"), std::string::npos);
  EXPECT_NE(put(Hold::kKeep, 3, 2).find("without being held"), std::string::npos);
  EXPECT_NE(put(Hold::kChange, 1, 0).find("cannot go from version 2"), std::string::npos);
  EXPECT_NE(put(Hold::kChange, 3, 1).find("cannot go"), std::string::npos);
  EXPECT_NE(put(Hold::kChange, 2, 0).find("cannot go"), std::string::npos);
  const std::string late = Refused(store, [&](Unit& unit) {
    (void)unit.LockHead(kLog);
    auto held = unit.HoldStream("matter/2", Hold::kChange);
    return held ? base::Status(base::Done{}) : held.error();
  });
  EXPECT_NE(late.find("before the head"), std::string::npos);
  EXPECT_EQ(*CheckLog(store), 2);
  // The state alone may change, for instance when a newer applier folded it.
  Do(store, [&](Unit& unit) -> base::Result<Verdict> {
    auto held = unit.HoldStreams(std::vector<std::string>{"matter/3", "matter/1"}, Hold::kChange);
    EXPECT_TRUE(held.ok());
    EXPECT_FALSE((*held)[0]);
    StreamRow row = *(*held)[1];
    row.applier = 7;
    row.wake_ms.reset();
    row.state = std::string("\0\xff", 2);
    EXPECT_TRUE(unit.PutStream(row).ok());
    return Verdict::kCommit;
  });
  Look(store, [&](Reader& reader) {
    auto row = **reader.ReadStream("matter/1");
    EXPECT_EQ(row.applier, 7);
    EXPECT_FALSE(row.wake_ms);
    EXPECT_EQ(row.state, std::string("\0\xff", 2));
    EXPECT_EQ(row.sver, 2);
  });
}

TEST_P(Contract, NamesAreTheSameOnBothEngines) {
  Store& store = Make();
  for (const std::string& id :
       {std::string("matter"), std::string("/x"), std::string("matter/"), std::string("matter/\x01"),
        std::string("matter/\xc0\x80"), std::string("matter/\xed\xa0\x80"), std::string("m/\0x", 4),
        "m/" + std::string(300, 'x'), std::string("matter/\xf5\x80\x80\x80"), std::string("m/\xc2\x85")}) {
    EXPECT_FALSE(Send(store, {.stream = id, .key = "k"}).ok()) << id;
  }
  EXPECT_TRUE(Send(store, {.stream = "matter/𠮷'\"%\\", .key = "键'; DROP TABLE event --"}).ok());
  EXPECT_FALSE(Send(store, {.stream = "matter/1", .key = ""}).ok());
  EXPECT_FALSE(Send(store, {.stream = "matter/1", .key = "k"}, "").ok());
  EXPECT_EQ(*CheckLog(store), 1);
}

TEST_P(Contract, AgenciesDoNotSeeEachOther) {
  Store& store = Make();
  for (std::string_view agency : {"甲", "乙"}) {
    for (int i = 0; i < 3; ++i) {
      auto sent = Send(store, {.stream = "matter/1", .expect = i, .key = std::to_string(i)}, agency);
      ASSERT_TRUE(sent.ok());
      EXPECT_EQ(sent->pos, i) << agency;
    }
  }
  Look(
      store,
      [&](Reader& reader) {
        EXPECT_TRUE(reader.ScanEvents(kLog, 0, 10)->empty());
        EXPECT_FALSE(*reader.ReadStream("matter/1"));
        EXPECT_FALSE(*reader.FindCommand("client", "1"));
        EXPECT_TRUE(reader.ListStreams("matter", "", 10)->empty());
        EXPECT_EQ(reader.ReadHead(kLog)->size, 0);
      },
      "丙");
  EXPECT_EQ(*store.Logs(), (std::vector<LogName>{{"乙", "record"}, {"甲", "record"}}));  // by bytes
}

TEST_P(Contract, StreamsAreListedByKindInByteOrder) {
  Store& store = Make();
  const std::vector<std::string> ids = {"matter/2", "matter/10", "matter/a", "matter/B",
                                        "matter/é", "matters/1", "matte/1",  "person/1"};
  for (const std::string& id : ids) ASSERT_TRUE(Send(store, {.stream = id, .key = id}).ok());
  Look(store, [&](Reader& reader) {
    std::vector<std::string> listed;
    std::string after;
    while (true) {
      auto page = *reader.ListStreams("matter", after, 2);
      for (const StreamRow& row : page) listed.push_back(row.id);
      if (page.size() < 2) break;
      after = page.back().id;
    }
    EXPECT_EQ(listed,
              (std::vector<std::string>{"matter/10", "matter/2", "matter/B", "matter/a", "matter/é"}));
    EXPECT_TRUE(reader.ListStreams("matter", "zzz", 2)->empty());
  });
}

TEST_P(Contract, HistoryIsWalkedFromTheHeadBack) {
  Store& store = Make();
  for (int i = 0; i < 40; ++i) {
    const std::string id = "matter/" + std::to_string(i % 3);
    ASSERT_TRUE(
        Send(store, {.stream = id, .expect = -1, .key = std::to_string(i), .events = 1 + i % 2}).ok());
  }
  Look(store, [&](Reader& reader) {
    auto row = **reader.ReadStream("matter/1");
    std::vector<int64_t> versions;
    int64_t at = row.head;
    while (at >= 0) {
      auto events = *reader.WalkStream(kLog, at, 7);
      ASSERT_FALSE(events.empty());
      for (const EventRow& event : events) {
        EXPECT_EQ(event.stream, "matter/1");
        versions.push_back(event.sver);
      }
      at = events.back().prev;
    }
    ASSERT_EQ(static_cast<int64_t>(versions.size()), row.sver);
    for (size_t i = 0; i < versions.size(); ++i) EXPECT_EQ(versions[i], row.sver - static_cast<int64_t>(i));
    EXPECT_TRUE(reader.WalkStream(kLog, 10'000, 5)->empty());
  });
}

TEST_P(Contract, DueStreamsComeInOrderAndInPages) {
  Store& store = Make();
  auto wake = [&](std::string_view agency, const std::string& id, std::optional<int64_t> at) {
    auto verdict = store.Write(agency, [&](Unit& unit) -> base::Result<Verdict> {
      auto held = unit.HoldStream(id, Hold::kChange);
      if (!held) return held.error();
      StreamRow row = held->value_or(StreamRow{.id = id});
      row.wake_ms = at;
      if (auto put = unit.PutStream(row); !put) return put.error();
      return Verdict::kCommit;
    });
    ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  };
  wake("a", "m/1", 300);
  wake("b", "m/1", 100);
  wake("a", "m/2", 100);
  wake("a", "m/3", std::nullopt);
  wake("a", "m/4", 301);
  wake("a", "m/5", 50);
  wake("a", "m/5", std::nullopt);
  const std::vector<DueStream> expected = {{100, "a", "m/2"}, {100, "b", "m/1"}, {300, "a", "m/1"}};
  EXPECT_EQ(*store.DueStreams(300, 10), expected);
  EXPECT_EQ(*store.DueStreams(300, 1, &expected[0]), (std::vector<DueStream>{expected[1]}));
  EXPECT_TRUE(store.DueStreams(99, 10)->empty());
  auto verdict = store.Write("a", [&](Unit& unit) -> base::Result<Verdict> {
    auto due = unit.HoldDue(300, 10);
    if (!due) return due.error();
    EXPECT_EQ(due->size(), 2u);
    for (StreamRow& row : *due) {
      row.wake_ms.reset();
      if (auto put = unit.PutStream(row); !put) return put.error();
    }
    return Verdict::kCommit;
  });
  ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  EXPECT_EQ(*store.DueStreams(300, 10), (std::vector<DueStream>{{100, "b", "m/1"}}));
}

TEST_P(Contract, RedactionReplacesOrDeletesABodyTogetherWithItsEvent) {
  Store& store = Make();
  ASSERT_TRUE(Send(store, {.stream = "matter/1", .key = "k1", .events = 3}).ok());
  Do(store, [&](Unit& unit) -> base::Result<Verdict> {
    Outcome outcome;
    EXPECT_TRUE(Carry(unit, {.stream = "matter/1", .expect = 3, .key = "redact"}, outcome).ok());
    EXPECT_TRUE(unit.ReplaceSecret(kLog, 0, "half").ok());
    EXPECT_TRUE(unit.DeleteSecret(kLog, 1).ok());
    return Verdict::kCommit;
  });
  Look(store, [&](Reader& reader) {
    EXPECT_EQ(*reader.ReadSecret(kLog, 0), "half");
    EXPECT_FALSE(*reader.ReadSecret(kLog, 1));
    auto bodies = *reader.ScanSecrets(kLog, 1, 10);
    ASSERT_EQ(bodies.size(), 2u);
    EXPECT_EQ(bodies[0].pos, 2);
    EXPECT_EQ(reader.ScanEvents(kLog, 0, 10)->size(), 4u);
  });
}

TEST_P(Contract, SignersFieldsTilesAndCheckpoints) {
  Store& store = Make();
  ASSERT_TRUE(Send(store, {.stream = "matter/1", .key = "k1", .events = 3}).ok());
  auto sign = [&](int64_t epoch, int64_t size) {
    return store.Write(kAgency, [&, epoch, size](Unit& unit) -> base::Result<Verdict> {
      auto head = unit.LockHead(kLog);
      if (!head) return head.error();
      head->epoch = epoch;
      head->signed_size = size;
      head->signed_root = base::Sha256(std::to_string(size));
      if (auto put = unit.PutHead(kLog, *head); !put) return put.error();
      if (auto put = unit.PutCheckpoint(kLog, {size, "note " + std::to_string(size)}); !put)
        return put.error();
      if (auto put = unit.PutTile(kLog, 0, 0, {size, std::string(static_cast<size_t>(size) * 32, 'h')}); !put)
        return put.error();
      return Verdict::kCommit;
    });
  };
  ASSERT_TRUE(sign(0, 2).ok());
  ASSERT_TRUE(sign(0, 3).ok());
  EXPECT_FALSE(sign(0, 2).ok());  // a signature is not taken back
  EXPECT_FALSE(sign(0, 4).ok());  // … nor ahead of the log
  ASSERT_TRUE(sign(1, 1).ok());   // another epoch, after a restored backup
  EXPECT_FALSE(sign(0, 3).ok());
  Look(store, [&](Reader& reader) {
    auto head = *reader.ReadHead(kLog);
    EXPECT_EQ(head.epoch, 1);
    EXPECT_EQ(head.size, 3);
    EXPECT_EQ(head.signed_size, 1);
    EXPECT_EQ(head.signed_root, base::Sha256("1"));
    EXPECT_EQ(head.frontier.size(), 32u * 12);
    EXPECT_EQ((*reader.LatestCheckpoint(kLog))->size, 3);
    EXPECT_EQ(reader.ScanCheckpoints(kLog, 1, 10)->size(), 2u);
    auto tile = *reader.ReadTile(kLog, 0, 0);
    ASSERT_TRUE(tile);
    EXPECT_EQ(tile->width, 3);  // the narrower one came later and was not kept
    EXPECT_EQ(tile->data.size(), 96u);
    EXPECT_FALSE(*reader.ReadTile(kLog, 1, 0));
    EXPECT_FALSE(*reader.LatestCheckpoint("another log"));
  });
}

TEST_P(Contract, BlobsPoliciesCursorsViews) {
  Store& store = Make();
  std::string large(3'000'000, '\0');
  for (size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * 31 + i / 257);
  const base::Digest digest = base::Sha256(large), closure = base::Sha256("policy");
  for (int twice = 0; twice < 2; ++twice) {
    Do(store, [&](Unit& unit) -> base::Result<Verdict> {
      EXPECT_TRUE(unit.PutBlob(digest, large).ok());
      EXPECT_TRUE(unit.PutPolicy(closure, "sources").ok());
      EXPECT_TRUE(unit.PutCursor("worklist", kLog, 17 + twice).ok());
      EXPECT_TRUE(unit.PutView("work", std::string("\0", 1), "").ok());
      EXPECT_TRUE(unit.PutView("work", "b", "2").ok());
      EXPECT_TRUE(unit.PutView("work", "a", "1").ok());
      EXPECT_TRUE(unit.PutView("duty", "a", "other").ok());
      EXPECT_TRUE(unit.PutView("work", "b", "3").ok());
      EXPECT_TRUE(unit.DropView("work", "a").ok());
      EXPECT_EQ(*unit.ReadView("work", "b"), "3");  // a unit reads what it wrote
      return Verdict::kCommit;
    });
  }
  Look(store, [&](Reader& reader) {
    EXPECT_TRUE(*reader.ReadBlob(digest) == large);
    EXPECT_EQ(*reader.ReadPolicy(closure), "sources");
    EXPECT_FALSE(*reader.ReadPolicy(digest));
    EXPECT_EQ(*reader.ReadCursor("worklist", kLog), 18);
    EXPECT_EQ(*reader.ReadCursor("another", kLog), 0);
    EXPECT_EQ(*reader.ScanView("work", "", 10),
              (std::vector<ViewRow>{{std::string("\0", 1), ""}, {"b", "3"}}));
    EXPECT_EQ(*reader.ScanView("work", "a", 10), (std::vector<ViewRow>{{"b", "3"}}));
  });
  Do(store, [&](Unit& unit) -> base::Result<Verdict> {
    EXPECT_TRUE(unit.ClearView("work").ok());
    return Verdict::kCommit;
  });
  Look(store, [&](Reader& reader) {
    EXPECT_TRUE(reader.ScanView("work", "", 10)->empty());
    EXPECT_EQ(reader.ScanView("duty", "", 10)->size(), 1u);
  });
}

TEST_P(Contract, AReadIsOfOneMoment) {
  Store& store = Make();
  ASSERT_TRUE(Send(store, {.stream = "matter/1", .key = "k1"}).ok());
  Look(store, [&](Reader& reader) {
    EXPECT_EQ(reader.ReadHead(kLog)->size, 1);
    EXPECT_TRUE(Send(store, {.stream = "matter/2", .key = "k2"}).ok());
    EXPECT_EQ(reader.ReadHead(kLog)->size, 1);
    EXPECT_EQ(reader.ScanEvents(kLog, 0, 10)->size(), 1u);
  });
  Look(store, [&](Reader& reader) { EXPECT_EQ(reader.ReadHead(kLog)->size, 2); });
}

}  // namespace
}  // namespace guiju::store
