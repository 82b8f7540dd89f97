#pragma once
// A program with everything a case needs: layout, names, calendar, and the tiers that can run it. Shared by
// all threads.
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/sha256.h"
#include "compiler/ir/ir.h"
#include "runtime/abi/abi.h"
#include "runtime/caseio/schema.h"
#include "runtime/interp/interp.h"
#include "runtime/loader/loaded.h"
#include "runtime/tables/tables.h"
#include "runtime/value/calendar.h"

namespace guiju::engine {

// kAuto: the fastest tier that is ready.
enum class Tier : uint8_t { kAuto, kInterpreter, kTables, kNative };
const char* NameOf(Tier tier);  // "interpreter", "tables", "native"

// Immutable apart from the tiers, which only get better. Thread-safe.
class LoadedPolicy {
 public:
  // `ir_digest`: of ir::Print(program), when it is known already.
  LoadedPolicy(ir::Program program, std::shared_ptr<const value::Calendar> calendar,
               std::optional<base::Digest> ir_digest = {});
  LoadedPolicy(const LoadedPolicy&) = delete;
  LoadedPolicy& operator=(const LoadedPolicy&) = delete;

  struct Visible {  // a decision that belongs in the answer
    ir::DecisionId decision;
    std::string key;
  };
  const ir::Program& program() const { return program_; }
  const abi::Layout& layout() const { return layout_; }
  const abi::OutcomeShape& shape() const { return shape_; }
  const caseio::Schema& schema() const { return *schema_; }
  const value::Calendar& calendar() const { return *calendar_; }
  const std::shared_ptr<const value::Calendar>& shared_calendar() const { return calendar_; }
  const std::string& closure() const { return closure_; }
  const base::Digest& ir_digest() const;  // printed and digested at the first call unless given
  const std::vector<Visible>& visible() const { return visible_; }
  // Decision by either spelling or key; unset when there is none.
  ir::DecisionId FindDecision(std::string_view name) const;

  // Fills absent facts from 未记载视为 and 推定.
  std::vector<interp::Presumed> Presume(std::byte* row) const;
  bool presumes() const { return presumes_; }

  // The tier that Evaluate(wanted) runs now. kTables and kNative fall back to the next lower one until they
  // are ready.
  Tier Ready(Tier wanted) const;
  void Evaluate(Tier tier, const std::byte* row, uint64_t* words) const;
  // Builds the tables unless they exist. Linear; called once by the first that needs them, others wait.
  void BuildTables() const;
  // Takes effect for later calls; the first code set stays.
  void SetNative(std::shared_ptr<const loader::Loaded> code) const;
  const loader::Loaded* native() const { return native_.load(std::memory_order_acquire); }

 private:
  void ListVisible();

  ir::Program program_;
  abi::Layout layout_;
  abi::OutcomeShape shape_;
  std::unique_ptr<caseio::Schema> schema_;
  std::shared_ptr<const value::Calendar> calendar_;
  std::string closure_;
  std::vector<Visible> visible_;
  bool presumes_ = false;

  mutable std::once_flag digest_once_;
  mutable base::Digest ir_digest_{};
  bool digest_given_ = false;
  mutable std::once_flag tables_once_;
  mutable std::unique_ptr<const tables::Tables> tables_owner_;
  mutable std::atomic<const tables::Tables*> tables_{nullptr};
  mutable std::mutex native_mutex_;
  mutable std::shared_ptr<const loader::Loaded> native_owner_;
  mutable std::atomic<const loader::Loaded*> native_{nullptr};
};

}  // namespace guiju::engine
