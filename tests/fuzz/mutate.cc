// Drives a target without libFuzzer: good inputs, changed at random, deterministic in the seed. With file
// names, runs those instead (what a crash left behind; the seeds). `--write FOLDER` writes the good inputs.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string_view>

#include "tests/differential/random.h"
#include "tests/fuzz/target.h"
#include "tests/property/amount.h"

namespace guiju::fuzz {
namespace {

using differential::Random;

constexpr size_t kMostBytes = 20'000;

size_t Place(Random* random, const std::string& text) {
  return static_cast<size_t>(random->Below(static_cast<int64_t>(text.size()) + 1));
}

void Mutate(Random* random, const std::vector<std::string>& corpus, const std::vector<std::string>& words,
            std::string* text) {
  const size_t at = Place(random, *text);
  const size_t length =
      std::min(static_cast<size_t>(random->Below(random->Chance(70) ? 12 : 400)), text->size() - at);
  switch (random->Below(8)) {
    case 0:
      text->erase(at, length);
      return;
    case 1:
      text->insert(at, text->substr(at, length));
      return;
    case 2:
      if (at < text->size()) (*text)[at] = static_cast<char>(random->Next());
      return;
    case 3: {
      // A piece of another input.
      const std::string& other = random->Pick(corpus);
      const size_t from = Place(random, other);
      text->insert(at, other.substr(from, static_cast<size_t>(random->Below(200))));
      return;
    }
    case 4:
      text->replace(at, length, random->Pick(words));
      return;
    case 5: {
      // Two lines change places.
      const size_t line = text->find('\n', at),
                   next = line == std::string::npos ? line : text->find('\n', line + 1);
      if (next == std::string::npos) return;
      const std::string moved = text->substr(line, next - line);
      text->erase(line, next - line);
      text->insert(Place(random, *text), moved);
      return;
    }
    case 6:
      text->resize(at);
      return;
    default:
      text->insert(at, random->Pick(words));
  }
}

uint64_t running = 0;  // the seed, told when the target aborts or crashes

void TellSeed(int signal) {
  std::fprintf(stderr, "GUIJU_SEED=%llu broke it (signal %d)\n", static_cast<unsigned long long>(running),
               signal);
  std::_Exit(1);
}

void Run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

int Write(const std::string& folder) {
  int number = 0;
  for (const std::string& input : Corpus()) {
    std::ofstream out(folder + "/" + std::to_string(++number), std::ios::binary);
    if (!(out << input << std::flush)) return 1;
  }
  return 0;
}

}  // namespace
}  // namespace guiju::fuzz

int main(int argc, char** argv) {
  using namespace guiju::fuzz;
  if (argc == 3 && std::string_view(argv[1]) == "--write") return Write(argv[2]);
  for (int i = 1; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    Run({std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()});
  }
  if (argc > 1) return 0;
  const std::vector<std::string> corpus = Corpus(), words = Words();
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGBUS}) std::signal(signal, TellSeed);
  for (const std::string& input : corpus) Run(input);
  const guiju::property::Amount amount = guiju::property::AmountToRun(3000);
  for (uint64_t seed = amount.first; seed < amount.first + amount.count; ++seed) {
    Random random(seed);
    std::string input = random.Pick(corpus);
    for (int64_t n = random.Within(1, 6); n > 0; --n) Mutate(&random, corpus, words, &input);
    if (input.size() > kMostBytes) input.resize(kMostBytes);
    running = seed;
    if (amount.count == 1) std::fwrite(input.data(), 1, input.size(), stdout), std::fflush(stdout);
    Run(input);
  }
  std::printf("%llu inputs, nothing broken\n", static_cast<unsigned long long>(amount.count));
}
