#include "runtime/record/directory_layout.h"

#include "runtime/record/encoding.h"

namespace guiju::record {
namespace {

base::Result<std::vector<std::string>> ParsePrefixed(std::string_view bytes, size_t prefix,
                                                     const char* what) {
  std::vector<std::string> all;
  while (!bytes.empty()) {
    if (bytes.size() < prefix) return base::Error{std::string(what) + ": ends inside a length"};
    const uint64_t length = BigEndian(bytes.substr(0, prefix));
    bytes.remove_prefix(prefix);
    if (bytes.size() < length) return base::Error{std::string(what) + ": ends inside an item"};
    all.emplace_back(bytes.substr(0, length));
    bytes.remove_prefix(length);
  }
  return all;
}

}  // namespace

std::string BodiesPath(const TileId& id) {
  constexpr std::string_view kEntries = "tile/entries/";
  return std::string("private/bodies/") + TilePath(id).substr(kEntries.size());
}

std::string PrintBodies(const std::vector<std::string>& bodies) {
  std::string bytes;
  for (const std::string& body : bodies) {
    AppendBigEndian(body.size(), 4, &bytes);
    bytes.append(body);
  }
  return bytes;
}

base::Result<std::vector<std::string>> ParseBodies(std::string_view bytes) {
  return ParsePrefixed(bytes, 4, "bodies");
}

base::Result<std::vector<std::string>> ParseEntries(std::string_view bytes) {
  return ParsePrefixed(bytes, 2, "entries");
}

}  // namespace guiju::record
