#include <charconv>

#include "compiler/ir/fields.h"

namespace guiju::ir {
namespace {

class Printer {
 public:
  std::string Run(const Program& program) {
    out_ += kTextHeader;
    out_ += " edition=";
    Put(static_cast<int64_t>(program.edition));
    if (program.main) {
      out_ += " main=";
      Put(program.main);
    }
    out_ += '\n';
    StoresOf([&](std::string_view word, auto store) { PutStore(word, program.*store); });
    return std::move(out_);
  }

 private:
  template <class T, class IdType>
  void PutStore(std::string_view word, const base::Store<T, IdType>& store) {
    for (IdType id : store.ids()) {
      out_ += word;
      out_ += ' ';
      Put(id);
      PutFields(store[id]);
      out_ += '\n';
    }
  }
  template <class T>
  void PutStore(std::string_view word, const std::vector<T>& items) {
    for (const T& item : items) {
      out_ += word;
      PutFields(item);
      out_ += '\n';
    }
  }

  void PutFields(const std::string& text) {
    out_ += ' ';
    Put(text);
  }
  template <class T>
  void PutFields(const T& item) {
    [[maybe_unused]] static const T kDefault{};
    FieldsOf(For<T>{}, [&](std::string_view key, auto member) {
      if (!key.empty()) {
        if (item.*member == kDefault.*member) return;
        out_ += ' ';
        out_ += key;
        out_ += '=';
      } else {
        out_ += ' ';
      }
      Put(item.*member);
    });
  }

  void PutNumber(auto number, int base = 10) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof(digits), number, base);
    out_.append(digits, end.ptr);
  }
  void Put(int64_t number) { PutNumber(number); }
  void Put(int16_t number) { PutNumber(number); }
  void Put(uint32_t number) { PutNumber(number); }
  void Put(uint64_t mask) {
    out_ += "0x";
    PutNumber(mask, 16);
  }
  void Put(bool flag) { out_ += flag ? "yes" : "no"; }
  void Put(const std::optional<int64_t>& number) { Put(*number); }
  void Put(const std::string& text) {
    out_ += '"';
    for (char c : text) {
      switch (c) {
        case '"':
          out_ += "\\\"";
          break;
        case '\\':
          out_ += "\\\\";
          break;
        case '\n':
          out_ += "\\n";
          break;
        case '\r':
          out_ += "\\r";
          break;
        case '\t':
          out_ += "\\t";
          break;
        default:
          out_ += c;
      }
    }
    out_ += '"';
  }
  void Put(const Name& name) {
    Put(name.zh);
    out_ += '|';
    Put(name.en);
  }
  void Put(const Range& range) {
    Put(range.lo);
    out_ += "..";
    Put(range.hi);
  }
  void Put(const Type& type) {
    Put(type.kind);
    if (!type.dim.empty()) Put(type.dim);
    if (type.scale != 0) {
      out_ += '*';
      PutNumber(static_cast<int>(type.scale));
    }
    if (type.enumeration) {
      out_ += '@';
      Put(type.enumeration);
    }
  }
  template <class T>
    requires kIsGroup<T>
  void Put(const T& item) {
    PutGroup(item);
  }
  template <class T>
  void PutGroup(const T& item) {
    out_ += '{';
    PutFields(item);
    out_ += " }";
  }
  template <class Tag>
  void Put(base::Id<Tag> id) {
    out_ += PrefixOf<Tag>::kLetter;
    if (id) {
      PutNumber(id.index);
    } else {
      out_ += '-';
    }
  }
  template <class T>
    requires std::is_enum_v<T>
  void Put(T value) {
    out_ += WordsOf<T>::kWords[static_cast<size_t>(value)];
  }
  template <class T>
  void Put(const std::vector<T>& items) {
    out_ += '[';
    bool first = true;
    for (const T& item : items) {
      if (!first) out_ += ' ';
      first = false;
      Put(item);
    }
    out_ += ']';
  }

  std::string out_;
};

}  // namespace

std::string Print(const Program& program) { return Printer().Run(program); }

}  // namespace guiju::ir
