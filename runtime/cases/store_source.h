#pragma once
// A log of a store as those who verify and export read it. The reader's moment must outlive it; one thread at
// a time.
#include "runtime/record/log_source.h"
#include "runtime/store/reader.h"

namespace guiju::cases {

class StoreSource : public record::LogSource {
 public:
  static base::Result<StoreSource> Open(store::Reader& reader, std::string log);

  base::Result<int64_t> Size() const override { return size_; }
  base::Result<std::vector<std::string>> Entries(int64_t from, int64_t most) const override;
  base::Result<std::string> HashTile(const record::TileId& id) const override;
  base::Result<std::vector<std::string>> Checkpoints() const override;
  bool HasBodies() const override { return true; }
  base::Result<std::optional<std::string>> Body(int64_t pos) const override;

 private:
  StoreSource(store::Reader& reader, std::string log) : reader_(&reader), log_(std::move(log)) {}

  store::Reader* reader_;
  std::string log_;
  int64_t size_ = 0;
};

// The tile out of a reader's store.
base::Result<std::string> ReadHashTile(store::Reader& reader, std::string_view log, const record::TileId& id);

}  // namespace guiju::cases
