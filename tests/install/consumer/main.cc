// Uses only the installed package: load, classify from several threads while the policy is replaced.
#include <atomic>
#include <cstdio>
#include <fstream>
#include <guiju.hpp>
#include <sstream>
#include <thread>

namespace {

int failures = 0;
void Check(bool right, const char* what) {
  if (right) return;
  std::printf("FAILED: %s\n", what);
  ++failures;
}
std::string ReadFile(const char* path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  std::string policy_file = std::string(argv[1]) + ".live.gj", text = ReadFile(argv[1]),
              input = ReadFile(argv[2]);
  std::ofstream(policy_file, std::ios::binary) << text;
  guiju::EngineOptions options;
  if (argc > 3) options.library_directory = argv[3];
  guiju::Result<guiju::Engine> engine = guiju::Engine::Create(options);
  Check(engine.ok(), "engine");
  guiju::Result<guiju::Live> live = engine.value().Open(policy_file);
  if (!live) {
    std::printf("%s\n%s\n", live.error().message.c_str(), live.error().details.c_str());
    return 1;
  }
  guiju::Policy first = live.value().Pin();
  guiju::Result<guiju::Answer> answer = first.Classify(input);
  Check(answer.ok() && answer.value().determined(), "classified");
  const guiju::Decision* review = answer.value().Find("检验审核");
  Check(review != nullptr && review->value == "true" && review->because.size() == 1 &&
            review->because[0] == "heavy_fine",
        "because of the fine");
  Check(first.is_example() && !first.closure().empty(), "closure and nature");

  // Replace the threshold while four threads ask: each sees one version or the other, and all see the new one
  // at the end.
  std::atomic<bool> stop{false};
  std::atomic<long> asked{0}, wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      guiju::Reader reader(live.value());
      while (!stop.load()) {
        guiju::Result<guiju::Answer> a = reader.Get().Classify(input);
        if (!a || !a.value().determined()) ++wrong;
        ++asked;
      }
    });
  }
  size_t at = text.find("达到 1万元");
  text.replace(at, std::string("达到 1万元").size(), "达到 5万元");
  std::ofstream(policy_file, std::ios::binary | std::ios::trunc) << text;
  guiju::Result<guiju::Policy> second = live.value().Reload();
  Check(second.ok(), "reloaded");
  while (asked.load() < 1000) std::this_thread::yield();
  stop = true;
  for (std::thread& thread : threads) thread.join();
  Check(wrong.load() == 0, "no failed answer during the replacement");
  Check(live.value().Pin().Classify(input).value().Find("tested_review")->value == "false",
        "the new threshold holds");
  Check(first.Classify(input).value().Find("tested_review")->value == "true",
        "a pinned handle keeps its version");
  Check(first.closure() != second.value().closure(), "the closures differ");

  std::ofstream(policy_file, std::ios::binary | std::ios::trunc) << "制度 坏 {";
  Check(!live.value().Reload().ok(), "a broken policy is refused");
  Check(live.value().Pin().closure() == second.value().closure(), "and the current one stays");
  std::printf("C++: %ld answers, %d failures\n", asked.load(), failures);
  return failures == 0 ? 0 : 1;
}
