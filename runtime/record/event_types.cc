#include "runtime/record/event_types.h"

namespace guiju::record {
namespace {

constexpr const char* kEpochPath = "/epoch";
constexpr const char* kCheckpointPath = "/checkpoint";

std::optional<EpochNotice> EpochNoticeFrom(const std::string& epoch, const std::string& checkpoint) {
  const base::Result<Value> number = ParseJson(epoch), note = ParseJson(checkpoint);
  if (!number || !note || number->kind() != Value::Kind::kInteger || note->kind() != Value::Kind::kText) {
    return std::nullopt;
  }
  return EpochNotice{number->number(), note->text()};
}

template <class Fields>
std::optional<EpochNotice> EpochNoticeAmong(const Fields& fields) {
  std::string epoch, checkpoint;
  for (const auto& field : fields) {
    if (field.path == kEpochPath) epoch = field.value;
    if (field.path == kCheckpointPath) checkpoint = field.value;
  }
  return EpochNoticeFrom(epoch, checkpoint);
}

}  // namespace

Value RedactsValue(const RedactionNotice& notice) {
  Value paths = Value::EmptyArray(), redacts = Value::EmptyObject();
  for (const std::string& path : notice.paths) paths.Append(path);
  redacts.Insert("paths", std::move(paths));
  redacts.Insert("pos", notice.pos);
  return redacts;
}

std::optional<RedactionNotice> RedactionNoticeOf(const SealedBody& body) {
  constexpr std::string_view kPos = "/redacts/pos", kPaths = "/redacts/paths/";
  RedactionNotice notice{-1, {}};
  for (const SealedField& field : body.fields) {
    const bool pos = field.path == kPos;
    if (!pos && !field.path.starts_with(kPaths)) continue;
    const base::Result<Value> value = ParseJson(field.value);
    if (!value || value->kind() != (pos ? Value::Kind::kInteger : Value::Kind::kText)) return std::nullopt;
    if (pos) {
      notice.pos = value->number();
    } else {
      notice.paths.push_back(value->text());
    }
  }
  if (notice.pos < 0 || notice.paths.empty()) return std::nullopt;
  return notice;
}

std::optional<EpochNotice> EpochNoticeOf(const SealedBody& body) { return EpochNoticeAmong(body.fields); }
std::optional<EpochNotice> EpochNoticeOf(const Disclosure& disclosure) {
  return EpochNoticeAmong(disclosure.fields);
}
std::vector<std::string> EpochNoticePaths() { return {kEpochPath, kCheckpointPath}; }

}  // namespace guiju::record
