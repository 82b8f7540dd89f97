#include "runtime/record/checkpoint.h"

#include <fmt/format.h>

#include <charconv>

#include "runtime/record/encoding.h"

namespace guiju::record {
namespace {

constexpr std::string_view kEpoch = "/epoch/";

// Decimal without sign and leading zeros, below 2^63.
bool ReadSize(std::string_view text, int64_t* size) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *size);
  return error == std::errc() && end == text.data() + text.size() && *size >= 0 &&
         std::to_string(*size) == text;
}

}  // namespace

std::string OriginOf(std::string_view log_name, int64_t epoch) {
  GJ_CHECK(epoch >= 1);
  return epoch == 1 ? std::string(log_name) : fmt::format("{}{}{}", log_name, kEpoch, epoch);
}

int64_t EpochOf(std::string_view log_name, std::string_view origin) {
  if (origin == log_name) return 1;
  int64_t epoch = 0;
  const size_t before = log_name.size() + kEpoch.size();
  if (origin.size() <= before || !ReadSize(origin.substr(before), &epoch) || epoch < 2) return 0;
  return OriginOf(log_name, epoch) == origin ? epoch : 0;
}

std::string PrintCheckpoint(const Checkpoint& checkpoint) {
  std::string text = fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.head.size,
                                 Base64Of(BytesOf(checkpoint.head.root)));
  for (const std::string& line : checkpoint.extensions) text.append(line).push_back('\n');
  return text;
}

base::Result<Checkpoint> ParseCheckpoint(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::string_view rest = text; !rest.empty();) {
    const size_t end = rest.find('\n');
    if (end == std::string_view::npos || end == 0)
      return base::Error{"checkpoint: not lines, or an empty line"};
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  if (lines.size() < 3) return base::Error{"checkpoint: not origin, size and root"};
  Checkpoint checkpoint{std::string(lines[0]), {}, {lines.begin() + 3, lines.end()}};
  if (!ReadSize(lines[1], &checkpoint.head.size)) {
    return base::Error{fmt::format("checkpoint: '{}' is no size", lines[1].substr(0, 40))};
  }
  const std::optional<std::string> root = BytesOfBase64(lines[2]);
  if (!root || root->size() != checkpoint.head.root.size())
    return base::Error{"checkpoint: its root is no hash"};
  checkpoint.head.root = DigestOf(*root);
  return checkpoint;
}

base::Result<std::string> SignCheckpoint(const Checkpoint& checkpoint, const SigningKey& key) {
  const std::string text = PrintCheckpoint(checkpoint);
  if (const base::Result<Checkpoint> read = ParseCheckpoint(text); !read || *read != checkpoint) {
    return base::Error{"checkpoint: its origin or an extension is not one line"};
  }
  return SignNote(text, {&key});
}

base::Result<Checkpoint> OpenCheckpoint(std::string_view note, const std::vector<VerifierKey>& keys) {
  const base::Result<OpenedNote> opened = OpenNote(note, keys);
  if (!opened) return opened.error();
  return ParseCheckpoint(opened->text);
}

}  // namespace guiju::record
