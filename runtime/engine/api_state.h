#pragma once
// What the handles of the public API hold.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "runtime/caseio/case_buffer.h"
#include "runtime/caseio/classification.h"
#include "runtime/caseio/scalar.h"
#include "runtime/engine/engine.h"
#include "runtime/include/guiju.hpp"

namespace guiju {

// Compiles policies to machine code on a thread of its own, one after the other.
class Background {
 public:
  explicit Background(const engine::Engine& engine) : engine_(engine) {}
  ~Background();  // finishes the compilation in progress, drops the rest
  void Add(std::shared_ptr<const engine::LoadedPolicy> policy);

 private:
  bool HasThread();  // starts it if need be, under the lock; false: the machine gives none
  void Run();
  const engine::Engine& engine_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<const engine::LoadedPolicy>> waiting_;
  bool closing_ = false;
  std::thread thread_;
};

struct Engine::State {
  State(EngineOptions given, engine::Settings settings)
      : options(std::move(given)), engine(std::move(settings)), background(engine) {}
  diag::Language language() const {
    return options.language == Language::kChinese ? diag::Language::kZh : diag::Language::kEn;
  }
  EngineOptions options;
  engine::Engine engine;
  Background background;
};

struct Policy::State {
  State(std::shared_ptr<Engine::State> engine_state, std::shared_ptr<const engine::LoadedPolicy> loaded);
  std::shared_ptr<Engine::State> engine;
  std::shared_ptr<const engine::LoadedPolicy> policy;
  std::vector<FactInfo> facts;
  std::vector<Policy::DecisionInfo> decisions;
};

struct Live::State {
  State(std::shared_ptr<Engine::State> e, std::string s, Policy p)
      : engine(std::move(e)), subject(std::move(s)), current(std::move(p)) {}
  std::shared_ptr<Engine::State> engine;
  std::string subject;
  std::mutex reloading, mutex;  // mutex guards `current`
  Policy current;
  std::atomic<uint64_t> generation{1};
};

struct Case::State {
  explicit State(std::shared_ptr<const Policy::State> p)
      : policy(std::move(p)), buffer(policy->policy->layout()), words(policy->policy->shape().words()) {}
  bool Fits(size_t fact, bool element, int64_t value) const;
  std::shared_ptr<const Policy::State> policy;
  caseio::CaseBuffer buffer;
  std::vector<uint64_t> words;
};

struct Answer::State {
  State(std::shared_ptr<const Policy::State> state, caseio::Classification built);
  std::shared_ptr<const Policy::State> policy;
  caseio::Classification classification;
  std::vector<Decision> decisions;
};

}  // namespace guiju
