// Anything as a piece of a record: refused, or exactly what printing it again gives.
#include <string>
#include <vector>

#include "compiler/base/check.h"
#include "runtime/record/bundle.h"
#include "runtime/record/checkpoint.h"
#include "runtime/record/entry.h"
#include "runtime/record/fields.h"
#include "runtime/record/json.h"
#include "runtime/record/signer.h"
#include "runtime/record/tile.h"
#include "tests/fuzz/target.h"
#include "tests/unit/record_fixture.h"

namespace guiju::fuzz {
namespace {

using namespace record;

const SigningKey& Key() {
  static const SigningKey key = KeyOf(kLogName);
  return key;
}

struct Sample {
  MemoryLog log;
  std::string statement;
  CaseBundle bundle, shown;
};
const Sample& TheSample() {
  static const Sample sample = [] {
    Sample made;
    made.log.Fill(30);
    made.log.Redact(3, {"/当事人"}, true);
    made.log.Sign(Key());
    made.statement = *SignStreamHead({kLogName, made.log.Head(), "matter/2026-2", 4, 23}, Key());
    made.bundle = *MakeBundle(made.log, made.log.checkpoints.back(), made.statement, {{9, {"/拟罚款"}}});
    made.shown = *MakeBundle(made.log, made.log.checkpoints.back(), made.statement,
                             {{2, {"/evidence", "/当事人", "/拟罚款"}}, {9, {}}, {16, {"/当事人"}}});
    return made;
  }();
  return sample;
}

void ReadJson(std::string_view bytes) {
  const base::Result<Value> value = ParseJson(bytes);
  if (!value) return;
  const std::string printed = *PrintJson(*value);
  GJ_CHECK(*ParseJson(printed) == *value);
  const base::Result<std::vector<Field>> fields = Flatten(*value);
  if (fields) GJ_CHECK(*Unflatten(*fields) == *value);
}

void ReadPieces(std::string_view bytes) {
  if (const auto entry = ParseEntry(bytes)) GJ_CHECK(*PrintEntry(*entry) == bytes);
  if (const auto body = ParseBody(bytes)) {
    GJ_CHECK(PrintBody(*body) == bytes);
    GJ_CHECK(VerifyDisclosure(DiscloseAll(*body), static_cast<int64_t>(body->fields.size()), RootOf(*body)));
  }
  if (const auto checkpoint = ParseCheckpoint(bytes)) GJ_CHECK(PrintCheckpoint(*checkpoint) == bytes);
  if (const auto id = ParseTilePath(bytes)) GJ_CHECK(TilePath(*id) == bytes);
  if (const auto frontier = Frontier::Parse(bytes)) GJ_CHECK(frontier->Print() == bytes);
  if (const auto key = VerifierKey::Parse(bytes)) GJ_CHECK(key->Print() == bytes);
  if (const auto key = SigningKey::Parse(bytes)) GJ_CHECK(key->Print() == bytes);
  if (const auto entries = ParseEntryBundle(bytes, 3)) GJ_CHECK(PrintEntryBundle(*entries) == bytes);
  if (const auto memory = ParseSignerMemory(bytes)) GJ_CHECK(PrintSignerMemory(*memory).ok());
}

// What a known key has signed cannot be made to say something else.
void ReadSigned(std::string_view bytes) {
  const Sample& sample = TheSample();
  const std::vector<VerifierKey> keys = {Key().verifier()};
  if (const auto checkpoint = OpenCheckpoint(bytes, keys)) GJ_CHECK(checkpoint->head == sample.log.Head());
  if (const auto statement = OpenStreamHead(bytes, keys)) GJ_CHECK(statement->sver == 4);
  const auto bundle = ParseBundle(bytes);
  if (!bundle || !VerifyBundle(*bundle, kLogName, keys).ok()) return;
  GJ_CHECK(bundle->entries.size() == 4);
  for (size_t i = 0; i < 4; ++i) GJ_CHECK(bundle->entries[i].entry == sample.bundle.entries[i].entry);
}

}  // namespace

std::vector<std::string> Corpus() {
  const Sample& sample = TheSample();
  return {sample.log.entries[3],
          *sample.log.bodies[3],
          *sample.log.bodies[4],
          sample.log.checkpoints.back(),
          sample.statement,
          *PrintBundle(sample.bundle),
          *PrintSignerMemory({kLogName, 1, sample.log.checkpoints.back()}),
          PrintCheckpoint({kLogName, sample.log.Head(), {"extension"}}),
          PrintEntryBundle({"a", "", "bcd"}),
          Key().Print(),
          Key().verifier().Print(),
          "tile/entries/x001/x234/067.p/8",
          *PrintBundle(sample.shown),
          R"({"a":[1,-2,{"b":null}],"\ud83d\ude00":"\u0000","c":{},"0":[]})"};
}

std::vector<std::string> Words() {
  return {"{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "\\u0061",
          "\\ud800",
          "null",
          "-0",
          "9223372036854775808",
          "1e3",
          "\n",
          "\n\n",
          "\u2014 ",
          "+",
          "=",
          "==",
          "/",
          "x",
          ".p/",
          "\xFF",
          "\0",
          "PRIVATE+KEY+",
          "00000000",
          "\"redacted\"",
          "~1",
          "\u3000"};
}

}  // namespace guiju::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  guiju::fuzz::ReadJson(bytes);
  guiju::fuzz::ReadPieces(bytes);
  guiju::fuzz::ReadSigned(bytes);
  return 0;
}
