// Files of cases end to end, beside what merely reading them costs.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <cstring>
#include <fstream>
#include <sstream>

#include "runtime/engine/batch.h"
#include "runtime/engine/engine.h"
#include "tests/bench/scratch.h"
#include "tests/bench/suite.h"

namespace guiju::bench {
namespace {

constexpr uint32_t kFileCases = 100000;

const std::string& JsonFile() {
  static const std::string path = [] {
    const std::string file = ScratchDirectory() / "cases.jsonl";
    std::ofstream out(file, std::ios::binary);
    for (uint32_t i = 0; i < kFileCases; ++i) out << ToJson(MakeCase(kCaseSeed, i), i) << '\n';
    return file;
  }();
  return path;
}
const std::string& CsvFile() {
  static const std::string path = [] {
    const std::string file = ScratchDirectory() / "cases.csv";
    std::ofstream out(file, std::ios::binary);
    out << CsvHeader() << '\n';
    for (uint32_t i = 0; i < kFileCases; ++i) out << ToCsv(MakeCase(kCaseSeed, i), i) << '\n';
    return file;
  }();
  return path;
}

std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

// simdjson's DOM of every line and nothing else. As delivered it finds the structure of the next batch of
// lines on a second thread; beside our one thread it has one too.
void SimdjsonAlone(benchmark::State& state, bool second_thread) {
  const std::string& path = JsonFile();
  for (auto _ : state) {
    simdjson::dom::parser parser;
    parser.threaded = second_thread;
    simdjson::padded_string text;
    Require(simdjson::padded_string::load(path).get(text) == simdjson::SUCCESS, "cannot read " + path);
    simdjson::dom::document_stream documents;
    Require(parser.parse_many(text).get(documents) == simdjson::SUCCESS, "cannot parse");
    uint32_t count = 0;
    for (auto document : documents) count += document.error() == simdjson::SUCCESS ? 1 : 0;
    Require(count == kFileCases, "simdjson lost documents");
  }
  state.SetItemsProcessed(state.iterations() * kFileCases);
}

// What one writes by hand for exactly this file: no quoting, no checks beyond the words.
class HandCsv {
 public:
  explicit HandCsv(const std::string& text) : at_(text.data()), end_(text.data() + text.size()) {
    Skip('\n');
  }
  bool Next(Case* c) {
    if (at_ >= end_) return false;
    Number();  // id
    c->act = Word(kAct);
    c->party = Word(kParty);
    c->fine = Number();
    c->confiscation = Number();
    c->amount = Number();
    c->revoke = Flag();
    c->suspend = Flag();
    c->hearing = Flag();
    c->parties = static_cast<int32_t>(Number());
    c->disputed = Flag();
    c->procedure = Word(kProcedure);
    c->field = Word(kField);
    c->level = static_cast<uint8_t>(Number());
    c->span_level = static_cast<uint8_t>(Number());
    c->state_secret = Flag();
    c->trade_secret = Flag();
    c->privacy = Flag();
    c->date = static_cast<int32_t>(Number());
    return true;
  }

 private:
  void Skip(char until) {
    while (*at_ != until) ++at_;
    ++at_;
  }
  int64_t Number() {
    int64_t value = 0;
    while (*at_ >= '0') value = value * 10 + (*at_++ - '0');
    ++at_;
    return value;
  }
  uint8_t Flag() {
    const bool yes = *at_ == 't';
    at_ += yes ? 5 : 6;
    return yes;
  }
  uint8_t Word(Field field) {
    const char* begin = at_;
    while (*at_ != ',') ++at_;
    const std::string_view word(begin, static_cast<size_t>(at_ - begin));
    ++at_;
    const std::vector<std::string_view>& values = Fields()[field].values;
    for (size_t v = 0; v < values.size(); ++v) {
      if (values[v] == word) return static_cast<uint8_t>(v);
    }
    Require(false, "unknown word in the file");
    return 0;
  }
  const char *at_, *end_;
};

void HandCsvAlone(benchmark::State& state) {
  const std::string& path = CsvFile();
  for (auto _ : state) {
    const std::string text = ReadAll(path);
    HandCsv reader(text);
    Case c{};
    uint32_t count = 0;
    while (reader.Next(&c)) {
      benchmark::DoNotOptimize(c);
      ++count;
    }
    Require(count == kFileCases, "the hand-written reader lost rows");
  }
  state.SetItemsProcessed(state.iterations() * kFileCases);
}

engine::Engine& TheEngine() {
  static engine::Engine engine = [] {
    engine::Settings settings = engine::DefaultSettings();
    settings.cache_directory = "";
    return engine::Engine(settings);
  }();
  return engine;
}

const std::shared_ptr<const engine::LoadedPolicy>& PolicyOf(const std::string& name) {
  static std::map<std::string, std::shared_ptr<const engine::LoadedPolicy>> made;
  auto& policy = made[name];
  if (!policy) {
    const engine::Engine::Loaded loaded =
        TheEngine().Load(fmt::format("{}/tests/bench/{}.gj", GUIJU_SOURCE_DIR, name));
    Require(loaded.policy != nullptr, loaded.error.empty() ? name + " does not load" : loaded.error);
    policy = loaded.policy;
    const base::Status status = TheEngine().MakeNative(policy);
    Require(status.ok(), status.ok() ? "" : status.error().message);
  }
  return policy;
}

void Batch(benchmark::State& state, const std::string& policy, bool json) {
  engine::BatchOptions options;
  options.input = json ? JsonFile() : CsvFile();
  options.output = "/dev/null";
  options.input_format = options.output_format = json ? engine::Format::kJsonLines : engine::Format::kCsv;
  options.threads = 1;
  const engine::LoadedPolicy& loaded = *PolicyOf(policy);
  for (auto _ : state) {
    const auto summary = engine::RunBatch(loaded, options);
    Require(summary.ok(), summary.ok() ? "" : summary.error().message);
    Require(summary->rows == kFileCases && summary->bad == 0 && summary->undetermined == 0,
            "the batch refused rows");
  }
  state.SetItemsProcessed(state.iterations() * kFileCases);
}

}  // namespace

void RegisterFiles() {
  const auto add = [](const std::string& name, auto run) {
    // Everything is one thread that waits for nothing: its time is the processor's, whoever shares the
    // machine.
    benchmark::RegisterBenchmark(name.c_str(), run)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
  };
  add("file/jsonl/simdjson", [](auto& state) { SimdjsonAlone(state, false); });
  add("file/jsonl/simdjson_two_threads", [](auto& state) { SimdjsonAlone(state, true); });
  add("file/csv/hand", HandCsvAlone);
  for (auto [rules, name] : {std::pair<std::string, std::string>{"12", "small"}, {"200", "large"}}) {
    const std::string policy = name;
    add("file/jsonl/" + rules, [policy](auto& state) { Batch(state, policy, true); });
    add("file/csv/" + rules, [policy](auto& state) { Batch(state, policy, false); });
  }
}

}  // namespace guiju::bench
