#include "runtime/store/schema.h"

namespace guiju::store {
namespace {

// Keys lead with the agency. A stream's history is read by walking `prev` from `head`; there is no index of
// (stream, version). The wake index holds only what waits, and everything that tells what is due.
constexpr std::string_view kFirst = R"(
%MARK_FILE;
CREATE TABLE meta (
  one %INT NOT NULL PRIMARY KEY CHECK (one = 1), schema_version %INT NOT NULL, min_reader %INT NOT NULL,
  origin %TEXT NOT NULL, simulated %INT NOT NULL) %TABLE;
CREATE TABLE stream (
  agency %TEXT NOT NULL, id %TEXT NOT NULL, kind %TEXT NOT NULL, sver %INT NOT NULL, head %INT NOT NULL, wake_ms %INT,
  applier %INT NOT NULL, state %BYTES NOT NULL, PRIMARY KEY (agency, id)) %TABLE;
CREATE INDEX stream_wake ON stream (wake_ms, agency, id) WHERE wake_ms IS NOT NULL;
CREATE TABLE event (
  agency %TEXT NOT NULL, log %TEXT NOT NULL, pos %INT NOT NULL, stream %TEXT NOT NULL, sver %INT NOT NULL, prev %INT NOT NULL,
  entry %BYTES NOT NULL, leaf %BYTES NOT NULL, PRIMARY KEY (agency, log, pos)) %TABLE;
CREATE TABLE secret (
  agency %TEXT NOT NULL, log %TEXT NOT NULL, pos %INT NOT NULL, body %BYTES NOT NULL, PRIMARY KEY (agency, log, pos),
  FOREIGN KEY (agency, log, pos) REFERENCES event (agency, log, pos)) %TABLE;
CREATE TABLE idem (
  agency %TEXT NOT NULL, client %TEXT NOT NULL, key %TEXT NOT NULL, digest %BYTES NOT NULL, log %TEXT NOT NULL,
  pos %INT NOT NULL, PRIMARY KEY (agency, client, key)) %KEYED;
CREATE TABLE log_head (
  agency %TEXT NOT NULL, log %TEXT NOT NULL, epoch %INT NOT NULL, size %INT NOT NULL, frontier %BYTES NOT NULL,
  signed_size %INT NOT NULL, signed_root %BYTES NOT NULL, PRIMARY KEY (agency, log)) %TABLE;
CREATE TABLE checkpoint (
  agency %TEXT NOT NULL, log %TEXT NOT NULL, size %INT NOT NULL, note %BYTES NOT NULL, PRIMARY KEY (agency, log, size)) %TABLE;
CREATE TABLE tile (
  agency %TEXT NOT NULL, log %TEXT NOT NULL, level %INT NOT NULL, idx %INT NOT NULL, width %INT NOT NULL, data %BYTES NOT NULL,
  PRIMARY KEY (agency, log, level, idx)) %TABLE;
CREATE TABLE blob (
  agency %TEXT NOT NULL, digest %BYTES NOT NULL, data %BYTES NOT NULL, PRIMARY KEY (agency, digest)) %TABLE;
CREATE TABLE policy (
  agency %TEXT NOT NULL, closure %BYTES NOT NULL, sources %BYTES NOT NULL, PRIMARY KEY (agency, closure)) %TABLE;
CREATE TABLE cursor (
  agency %TEXT NOT NULL, consumer %TEXT NOT NULL, log %TEXT NOT NULL, pos %INT NOT NULL,
  PRIMARY KEY (agency, consumer, log)) %KEYED;
CREATE TABLE projection (
  agency %TEXT NOT NULL, name %TEXT NOT NULL, key %BYTES NOT NULL, value %BYTES NOT NULL,
  PRIMARY KEY (agency, name, key)) %KEYED;
)";

constexpr SchemaStep kSteps[] = {
    {1, kFirst},
};

}  // namespace

std::span<const SchemaStep> SchemaSteps() { return kSteps; }

}  // namespace guiju::store
