// The library `guiju compile` makes, used as a stranger would: opened by name, cases filled through the
// tables it exports. Its working days come from a calendar copied into it, which beyond the announced years
// counts every day a notice could change both ways: answers there are intervals around Guiju's own. Programs
// that count working days are therefore taken only with calendars announced throughout.
#ifdef GUIJU_HAS_NATIVE
#include <dlfcn.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "compiler/native/native.h"
#include "runtime/value/date.h"
#include "tests/differential/tier.h"

namespace guiju::differential {
namespace {

// As the library's header declares them.
struct LibraryField {
  const char *name, *name_zh;
  int64_t lowest, highest;
  uint32_t offset, known_bit;
  int32_t width, list;
};

class Library {
 public:
  explicit Library(const std::string& path) : handle_(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {}
  ~Library() {
    if (handle_ != nullptr) dlclose(handle_);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  template <class T>
  T* Find(const char* symbol) const {
    return handle_ == nullptr ? nullptr : reinterpret_cast<T*>(dlsym(handle_, symbol));
  }

 private:
  void* handle_;
};

class LibraryRunner : public Runner {
 public:
  LibraryRunner(const ir::Program& program, const abi::Layout& layout, const std::string& path)
      : program_(program),
        layout_(layout),
        shape_(abi::ShapeOf(program)),
        library_(path),
        fields_(library_.Find<const LibraryField>("tested_facts")),
        list_offsets_(library_.Find<const uint32_t>("tested_list_offsets")),
        element_sizes_(library_.Find<const uint32_t>("tested_element_sizes")),
        classify_(library_.Find<void(const void*, void*)>("tested_classify")) {}
  bool opened() const { return fields_ != nullptr && list_offsets_ != nullptr && classify_ != nullptr; }

  std::string name() const override { return "library"; }
  void Run(const std::vector<interp::Case>& cases, uint64_t* words, std::vector<uint8_t>* taken) override {
    taken->assign(cases.size(), 1);
    for (size_t i = 0; i < cases.size(); ++i) {
      Filled filled = Fill(cases[i].row);
      classify_(filled.row.data(), words + i * shape_.words());
      if (!filled.accepted) std::fill_n(words + i * shape_.words(), shape_.words(), ~uint64_t{0});
    }
  }

 private:
  struct Filled {
    std::vector<uint64_t> row;
    std::vector<std::vector<uint64_t>> elements;  // by list
    bool accepted = true;                         // no value was out of its range
  };

  // As STEM_set and STEM_set_list do it.
  Filled Fill(const std::byte* from) const {
    Filled filled;
    filled.row.resize(std::max<size_t>(1, layout_.row.size / 8));
    Copy({}, from, reinterpret_cast<char*>(filled.row.data()), &filled);
    for (ir::ListId id : program_.lists.ids()) {
      const auto list = static_cast<size_t>(id.index);
      const abi::ListView view = abi::LoadList(from, layout_.list_offsets[list]);
      std::vector<uint64_t>& elements =
          filled.elements.emplace_back(size_t{element_sizes_[list]} / 8 * view.count);
      for (uint32_t i = 0; i < view.count; ++i) {
        Copy(id, view.elements + size_t{i} * layout_.elements[list].size,
             reinterpret_cast<char*>(elements.data()) + size_t{i} * element_sizes_[list], &filled);
      }
      char* at = reinterpret_cast<char*>(filled.row.data()) + list_offsets_[list];
      const void* first = view.count == 0 ? nullptr : elements.data();
      std::memcpy(at, &first, sizeof(first));
      std::memcpy(at + 8, &view.count, 4);
      std::memcpy(at + 12, &view.open, 4);
    }
    return filled;
  }
  void Copy(ir::ListId list, const std::byte* from, char* to, Filled* filled) const {
    for (ir::FactId id : program_.facts.ids()) {
      const abi::Field& ours = layout_.fields[static_cast<size_t>(id.index)];
      if (program_.facts[id].list != list || !abi::IsKnown(from, ours)) continue;
      const LibraryField& field = fields_[id.index];
      const int64_t value = abi::Load(from, ours);
      filled->accepted &= value >= field.lowest && value <= field.highest && field.list == list.index;
      std::memcpy(to + field.offset, &value, static_cast<size_t>(field.width));
      uint64_t word;
      std::memcpy(&word, to + 8 * (field.known_bit / 64), 8);
      word |= uint64_t{1} << (field.known_bit % 64);
      std::memcpy(to + 8 * (field.known_bit / 64), &word, 8);
    }
  }

  const ir::Program program_;
  const abi::Layout layout_;
  abi::OutcomeShape shape_;
  Library library_;
  const LibraryField* fields_;
  const uint32_t *list_offsets_, *element_sizes_;
  void (*classify_)(const void*, void*);
};

bool CountsDays(const ir::Program& program) {
  return std::ranges::any_of(program.exprs, [](const ir::Expr& expr) {
    return expr.kind == ir::ExprKind::kDateAdd || expr.kind == ir::ExprKind::kWorkdays;
  });
}

bool IsAnnounced(const value::Calendar& calendar) {
  for (int year = value::ToCivil(value::kMinDay).year; year <= value::ToCivil(value::kMaxDay).year; ++year) {
    if (!calendar.IsAnnounced(year)) return false;
  }
  return true;
}

class LibraryTier : public Tier {
 public:
  std::string name() const override { return "library"; }
  std::vector<std::unique_ptr<Runner>> Prepare(const ir::Program& program, const abi::Layout& layout,
                                               const value::Calendar& calendar, uint64_t seed,
                                               std::string* refusal) const override {
    std::vector<std::unique_ptr<Runner>> runners;
    if (seed % 8 != 5 || (CountsDays(program) && !IsAnnounced(calendar))) return runners;
    static ScratchFolder scratch;
    const std::string folder = scratch.NewPath("");
    native::Options options;
    options.effort = native::Effort::kFast;
    const auto files = native::EmitLibrary(program, layout, calendar, folder, "tested", options);
    if (!files.ok()) {
      *refusal = files.error().message;
      return runners;
    }
    auto runner = std::make_unique<LibraryRunner>(program, layout, files->shared_library);
    std::filesystem::remove_all(folder);
    if (!runner->opened()) {
      *refusal = "the library cannot be opened";
    } else {
      runners.push_back(std::move(runner));
    }
    return runners;
  }
};

}  // namespace

std::unique_ptr<Tier> MakeLibraryTier() { return std::make_unique<LibraryTier>(); }

}  // namespace guiju::differential
#endif
