#include "runtime/record/body_check.h"

#include <fmt/format.h>

namespace guiju::record {

std::optional<SealedBody> BodyCheck::Check(const Entry& entry, int64_t pos) {
  std::optional<SealedBody> body = Matching(entry, pos);
  if (body) NoteDeletions(entry, *body, pos);
  return body;
}

std::optional<SealedBody> BodyCheck::Matching(const Entry& entry, int64_t pos) {
  const auto fail = [this, pos](FindingKind kind, std::string detail) {
    report_->findings.Add(kind, pos, std::move(detail));
    return std::nullopt;
  };
  const base::Result<std::optional<std::string>> bytes = source_.Body(pos);
  if (!bytes) return fail(FindingKind::kUnreadable, bytes.error().message);
  if (!*bytes) {
    if (entry.fields > 0) return fail(FindingKind::kBodyMissing, fmt::format("{} fields", entry.fields));
    return std::nullopt;
  }
  if (entry.fields == 0) return fail(FindingKind::kBodyMismatch, "a body where the entry has none");
  base::Result<SealedBody> body = ParseBody(**bytes);
  if (!body) return fail(FindingKind::kBodyMismatch, body.error().message);
  if (static_cast<int64_t>(body->fields.size()) != entry.fields) {
    return fail(FindingKind::kBodyMismatch,
                fmt::format("{} fields, not {}", body->fields.size(), entry.fields));
  }
  if (RootOf(*body) != entry.root) return fail(FindingKind::kBodyMismatch, "its root is another");
  ++report_->bodies;
  report_->fields += entry.fields;
  return *std::move(body);
}

void BodyCheck::NoteDeletions(const Entry& entry, const SealedBody& body, int64_t pos) {
  for (const SealedField& field : body.fields) {
    if (field.redacted()) report_->redactions.push_back({pos, field.path, -1});
  }
  if (entry.type != kRedactedType) return;
  const std::optional<RedactionNotice> notice = RedactionNoticeOf(body);
  if (!notice || notice->pos >= pos) {
    report_->findings.Add(FindingKind::kEntryMalformed, pos,
                          "a redaction that does not say what was deleted before it");
    return;
  }
  for (const std::string& path : notice->paths) said_by_.emplace(std::pair(notice->pos, path), pos);
}

void BodyCheck::Finish() {
  std::map<std::pair<int64_t, std::string>, int64_t> open = said_by_;
  for (Redaction& redaction : report_->redactions) {
    const auto said = said_by_.find({redaction.pos, redaction.path});
    if (said == said_by_.end()) {
      report_->findings.Add(FindingKind::kRedactionWithoutEvent, redaction.pos, redaction.path);
    } else {
      redaction.said_by = said->second;
      open.erase(said->first);
    }
  }
  for (const auto& [field, pos] : open) {
    report_->findings.Add(FindingKind::kRedactionUndone, field.first,
                          fmt::format("{}, said by {}", field.second, pos));
  }
}

}  // namespace guiju::record
