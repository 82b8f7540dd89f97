#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "runtime/value/written_date.h"
#include "tools/guiju/command.h"

namespace guiju::cli {

void Out(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    _exit(kMisuse);
}

void Err(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stderr); }

int Misuse(const Session& session, const std::string& message) {
  Err(fmt::format("guiju: {}\n{}\n", message, session.Pick("用法见 guiju help", "see guiju help --ui en")));
  return kMisuse;
}

base::Result<engine::Settings> SettingsOf(const Session& session) {
  engine::Settings settings = engine::DefaultSettings();
  if (session.arguments.Has("--no-cache")) settings.cache_directory.clear();
  if (session.arguments.Has("--known")) {
    settings.known = value::ParseWrittenDate(session.arguments.Get("--known"));
    if (!settings.known)
      return base::Error{fmt::format("--known {}: {}", session.arguments.Get("--known"),
                                     session.Pick("日期写成 2024-02-07", "write the date as 2024-02-07"))};
  }
  settings.region = session.arguments.Get("--region");
  return settings;
}

std::shared_ptr<const engine::LoadedPolicy> LoadOrReport(const Session& session, const engine::Engine& engine,
                                                         const std::string& subject) {
  engine::Engine::Loaded loaded = engine.Load(subject);
  if (loaded.policy != nullptr) return loaded.policy;
  if (!loaded.error.empty()) Err(fmt::format("guiju: {}\n", loaded.error));
  if (loaded.compilation.sources != nullptr)
    Err(diag::RenderText(loaded.compilation.diagnostics, *loaded.compilation.sources, session.messages()));
  return nullptr;
}

base::Result<std::vector<engine::AxisDate>> AxesOf(const Session& session) {
  std::vector<engine::AxisDate> dates;
  for (const std::string& text : session.arguments.All("--on")) {
    size_t equals = text.find('=');
    std::optional<value::Day> day =
        equals == std::string::npos ? std::nullopt : value::ParseWrittenDate(text.substr(equals + 1));
    if (!day)
      return base::Error{fmt::format(
          "--on {}: {}", text, session.Pick("写成 --on 决定=2024-02-07", "write --on decision=2024-02-07"))};
    dates.push_back({text.substr(0, equals), *day});
  }
  return dates;
}

base::Result<engine::Tier> TierOf(const Session& session) {
  std::string name = session.arguments.Get("--tier", "auto");
  for (engine::Tier tier :
       {engine::Tier::kAuto, engine::Tier::kInterpreter, engine::Tier::kTables, engine::Tier::kNative}) {
    if (name == engine::NameOf(tier)) return tier;
  }
  if (name == "interp") return engine::Tier::kInterpreter;
  return base::Error{fmt::format("--tier {}: interp, tables, native", name)};
}

base::Result<std::string> ReadInput(const std::string& path, size_t limit) {
  int fd = path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return base::Error{fmt::format("无法读取 {} (cannot read: {})", path, std::strerror(errno))};
  std::string text;
  char block[65536];
  while (text.size() <= limit) {
    ssize_t n = read(fd, block, std::min(sizeof(block), limit + 1 - text.size()));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      int reason = errno;
      close(fd);
      return base::Error{fmt::format("无法读取 {} (cannot read: {})", path, std::strerror(reason))};
    }
    if (n == 0) break;
    text.append(block, static_cast<size_t>(n));
  }
  close(fd);
  return text;
}

}  // namespace guiju::cli
