#include <charconv>
#include <cstring>

#include "compiler/ir/fields.h"

namespace guiju::ir {
namespace {

// One pass over the bytes; the first failure stops it by moving the cursor to the end.
class Parser {
 public:
  explicit Parser(std::string_view text) : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}

  bool Run(Program* program) {
    if (!Take(kTextHeader) || !Take(" edition="))
      Fail("not a printed program: the first line must begin `guiju-ir 1 edition=`");
    int64_t edition = 0;
    Get(edition);
    program->edition = static_cast<int>(edition);
    if (Take(" main=")) Get(program->main);
    EndLine();
    StoresOf([&](std::string_view word, auto store) { GetStore(word, program->*store); });
    if (!failed_ && at_ != end_) Fail("unknown or misplaced line");
    return !failed_;
  }

  ParseFailure failure() const {
    ParseFailure failure{1, message_};
    for (const char* c = begin_; c < failed_at_; ++c) failure.line += *c == '\n';
    return failure;
  }

 private:
  void Fail(std::string_view message) {
    if (failed_) return;
    failed_ = true;
    failed_at_ = at_;
    message_ = message;
    at_ = end_;
  }
  [[gnu::always_inline]] bool Take(std::string_view word) {
    if (static_cast<size_t>(end_ - at_) < word.size() || std::memcmp(at_, word.data(), word.size()) != 0)
      return false;
    at_ += word.size();
    return true;
  }
  bool Take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  void Expect(char c) {
    if (!Take(c)) Missing(c);
  }
  [[gnu::cold, gnu::noinline]] void Missing(char c) { Fail(std::string("expected `") + c + "`"); }
  void EndLine() {
    if (!Take('\n')) Fail("unknown field, or fields out of order");
  }
  // ` key=`, inlined so that comparing with the key is comparing with a constant.
  [[gnu::always_inline]] bool TakeKey(std::string_view key) {
    if (static_cast<size_t>(end_ - at_) < key.size() + 2 || at_[0] != ' ' || at_[1] != key[0] ||
        at_[key.size() + 1] != '=' || std::memcmp(at_ + 1, key.data(), key.size()) != 0) {
      return false;
    }
    at_ += key.size() + 2;
    return true;
  }
  bool TakeLineWord(std::string_view word) {
    if (static_cast<size_t>(end_ - at_) <= word.size() || at_[word.size()] != ' ' ||
        std::memcmp(at_, word.data(), word.size()) != 0) {
      return false;
    }
    at_ += word.size();
    return true;
  }

  // How many lines from here on begin with the word, so that a store grows once.
  size_t LinesOf(std::string_view word) const {
    size_t lines = 0;
    for (const char* line = at_; static_cast<size_t>(end_ - line) > word.size() && line[word.size()] == ' ' &&
                                 std::memcmp(line, word.data(), word.size()) == 0;
         ++lines) {
      const void* newline = std::memchr(line, '\n', static_cast<size_t>(end_ - line));
      if (newline == nullptr) break;
      line = static_cast<const char*>(newline) + 1;
    }
    return lines;
  }

  template <class T, class IdType>
  void GetStore(std::string_view word, base::Store<T, IdType>& store) {
    store.reserve(LinesOf(word));
    while (TakeLineWord(word)) {
      IdType id;
      Expect(' ');
      Get(id);
      if (id != IdType(store.size())) Fail("ids must count up from 0");
      T item{};
      GetFields(item);
      store.Add(std::move(item));
      EndLine();
    }
  }
  template <class T>
  void GetStore(std::string_view word, std::vector<T>& items) {
    while (TakeLineWord(word)) {
      GetFields(items.emplace_back());
      EndLine();
    }
  }

  void GetFields(std::string& text) {
    Expect(' ');
    Get(text);
  }
  template <class T>
  void GetFields(T& item) {
    FieldsOf(For<T>{}, [&](std::string_view key, auto member) __attribute__((always_inline)) {
      if (key.empty()) {
        Expect(' ');
        Get(item.*member);
      } else if (TakeKey(key)) {
        Get(item.*member);
      }
    });
  }

  void GetNumber(auto& number, int base = 10) {
    const auto result = std::from_chars(at_, end_, number, base);
    if (result.ec != std::errc()) return Fail("expected a number that fits");
    at_ = result.ptr;
  }
  void Get(int64_t& number) { GetNumber(number); }
  void Get(int16_t& number) { GetNumber(number); }
  void Get(uint32_t& number) { GetNumber(number); }
  void Get(uint64_t& mask) {
    if (!Take("0x")) return Fail("expected a mask 0x…");
    GetNumber(mask, 16);
  }
  void Get(bool& flag) {
    flag = Take("yes");
    if (!flag && !Take("no")) Fail("expected yes or no");
  }
  void Get(std::optional<int64_t>& number) { GetNumber(number.emplace()); }
  void Get(std::string& text) {
    Expect('"');
    const char* start = at_;
    SkipPlain();
    text.assign(start, at_);
    while (Take('\\')) {
      text += Unescaped();
      start = at_;
      SkipPlain();
      text.append(start, at_);
    }
    Expect('"');
  }
  // To the next quote, backslash or line feed, eight bytes at a time where there are eight.
  void SkipPlain() {
    constexpr uint64_t kOnes = 0x0101010101010101u, kTops = 0x8080808080808080u;
    const auto none = [](uint64_t chunk, char c) {  // of the bytes is c
      const uint64_t other = chunk ^ (kOnes * static_cast<uint8_t>(c));
      return ((other - kOnes) & ~other & kTops) == 0;
    };
    for (; end_ - at_ >= 8; at_ += 8) {
      uint64_t chunk;
      std::memcpy(&chunk, at_, 8);
      if (!none(chunk, '"') || !none(chunk, '\\') || !none(chunk, '\n')) break;
    }
    while (at_ != end_ && *at_ != '"' && *at_ != '\\' && *at_ != '\n') ++at_;
  }
  char Unescaped() {
    if (at_ == end_) return ' ';
    switch (*at_++) {
      case '"':
        return '"';
      case '\\':
        return '\\';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      default:
        Fail("unknown escape");
        return ' ';
    }
  }
  void Get(Name& name) {
    Get(name.zh);
    Expect('|');
    Get(name.en);
  }
  void Get(Range& range) {
    Get(range.lo);
    if (!Take("..")) Fail("expected `..`");
    Get(range.hi);
  }
  void Get(Type& type) {
    Get(type.kind);
    if (at_ != end_ && *at_ == '"') Get(type.dim);
    if (Take('*')) GetNumber(type.scale);
    if (Take('@')) Get(type.enumeration);
  }
  template <class T>
    requires kIsGroup<T>
  void Get(T& item) {
    GetGroup(item);
  }
  template <class T>
  void GetGroup(T& item) {
    Expect('{');
    GetFields(item);
    if (!Take(" }")) Fail("unknown field, or fields out of order");
  }
  template <class Tag>
  void Get(base::Id<Tag>& id) {
    Expect(PrefixOf<Tag>::kLetter);
    if (Take('-')) {
      id = {};
      return;
    }
    GetNumber(id.index);
  }
  template <class T>
    requires std::is_enum_v<T>
  void Get(T& value) {
    const char* start = at_;
    while (at_ != end_ && ((*at_ >= 'a' && *at_ <= 'z') || (*at_ >= '0' && *at_ <= '9') || *at_ == '-'))
      ++at_;
    const std::string_view word(start, static_cast<size_t>(at_ - start));
    size_t index = 0;
    for (std::string_view known : WordsOf<T>::kWords) {
      if (known == word) {
        value = static_cast<T>(index);
        return;
      }
      ++index;
    }
    at_ = start;
    Fail("unknown word");
  }
  template <class T>
  void Get(std::vector<T>& items) {
    Expect('[');
    if (Take(']')) return;
    do {
      Get(items.emplace_back());
    } while (Take(' '));
    Expect(']');
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  bool failed_ = false;
  const char* failed_at_ = nullptr;
  std::string message_;
};

}  // namespace

std::optional<Program> Parse(std::string_view text, ParseFailure* failure) {
  Parser parser(text);
  std::optional<Program> program(std::in_place);
  if (parser.Run(&*program)) return program;
  if (failure != nullptr) *failure = parser.failure();
  return std::nullopt;
}

}  // namespace guiju::ir
