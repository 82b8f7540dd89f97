#pragma once
// Base class of the generated parser (`superClass` in grammar/GuijuParser.g4). Generated code does the same
// few things for every token and every rule, by unqualified name; the members here hide those of
// antlr4::Parser and do just what is left without parse tree, listeners and prediction, inlined. What the
// ANTLR runtime reads when something goes wrong (state, context, input) stays true. ANTLR types inside: only
// the generated parser and the files that include it do.
#include <Parser.h>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "compiler/syntax/predictor.h"
#include "compiler/syntax/recovery.h"
#include "compiler/syntax/token_stream.h"

namespace guiju::syntax {

// The contexts of one declaration, side by side; freed together.
class ContextArena {
 public:
  ContextArena() = default;
  ~ContextArena() { Clear(); }
  ContextArena(const ContextArena&) = delete;
  ContextArena& operator=(const ContextArena&) = delete;

  template <class Context>
  Context* createInstance(antlr4::ParserRuleContext* parent, size_t state) {
    static_assert(sizeof(Context) <= kBlockSize && alignof(Context) <= alignof(std::max_align_t));
    auto* made = new (Take(sizeof(Context))) Context(parent, state);
    made_.push_back(made);
    return made;
  }
  // Keeps the memory for the next declaration.
  void Clear() {
    for (antlr4::ParserRuleContext* context : made_) std::destroy_at(context);
    made_.clear();
    block_ = used_ = 0;
  }

 private:
  static constexpr size_t kBlockSize = size_t{1} << 16;

  void* Take(size_t size) {
    size = (size + alignof(std::max_align_t) - 1) & ~(alignof(std::max_align_t) - 1);
    if (used_ + size > kBlockSize) {
      ++block_;
      used_ = 0;
    }
    if (block_ == blocks_.size()) blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(kBlockSize));
    void* place = blocks_[block_].get() + used_;
    used_ += size;
    return place;
  }

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  size_t block_ = 0, used_ = 0;  // where the next context goes
  std::vector<antlr4::ParserRuleContext*> made_;
};

class SlimParser : public antlr4::Parser {
 public:
  // The stream is a TokenArray and outlives the parser; so does the recovery.
  explicit SlimParser(antlr4::TokenStream* input) : Parser(input), _input(static_cast<TokenArray*>(input)) {}

  // Once, before parsing.
  void Start(Recovery* recovery) {
    _errHandler = recovery;
    predictor_ = &OneTokenPredictor::For(getATN());
  }
  // Between declarations: frees the contexts, keeps the position.
  void Forget() {
    _ctx = nullptr;
    rules_.clear();
    _tracker.Clear();
  }
  size_t CurrentRule() const { return rules_.back(); }
  size_t getState() const override { return state_; }

 protected:
  void setState(size_t state) { state_ = state; }
  void enterRule(antlr4::ParserRuleContext* context, size_t state, size_t rule) final {
    state_ = state;
    _ctx = context;
    _ctx->start = _input->LT(1);
    rules_.push_back(rule);
  }
  void exitRule() {
    _ctx->stop = _input->LT(-1);
    state_ = _ctx->invokingState;
    _ctx = static_cast<antlr4::ParserRuleContext*>(_ctx->parent);
    rules_.pop_back();
  }
  void enterOuterAlt(antlr4::ParserRuleContext*, size_t) final {}
  antlr4::Token* match(size_t type) final {
    antlr4::Token* token = _input->LT(1);
    if (_input->LA(1) != type) return _errHandler->recoverInline(this);
    _input->consume();
    return token;
  }
  antlr4::Token* consume() final {
    antlr4::Token* token = _input->LT(1);
    _input->consume();
    return token;
  }
  template <class Interpreter>
  const OneTokenPredictor* getInterpreter() const {
    return predictor_;
  }
  template <class Action>
  struct AtEnd {
    Action action;
    ~AtEnd() { action(); }
  };
  template <class Action>
  static AtEnd<Action> finally(Action action) {
    return {std::move(action)};
  }

  ContextArena _tracker;
  Recovery* _errHandler = nullptr;
  TokenArray* _input;

 private:
  size_t state_ = 0;
  std::vector<size_t> rules_;  // being parsed, outermost first
  const OneTokenPredictor* predictor_ = nullptr;
};

inline void Recovery::sync(SlimParser* parser) {
  const size_t rule = parser->CurrentRule();
  if (kHasBody[rule]) SyncBody(parser, rule);
}

}  // namespace guiju::syntax
