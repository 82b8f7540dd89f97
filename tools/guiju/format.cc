#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tools/guiju/command.h"

namespace guiju::cli {
namespace {

namespace fs = std::filesystem;

bool IsPolicyFile(const std::string& path) { return path.ends_with(".gj") || path.ends_with(".gj.md"); }

std::vector<std::string> FilesBelow(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (auto it = fs::recursive_directory_iterator(path, error); !error && it != fs::end(it);
       it.increment(error)) {
    if (it->is_regular_file(error) && IsPolicyFile(it->path().string())) files.push_back(it->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Replaces the file in one step, keeping its mode.
bool Replace(const std::string& path, const std::string& text) {
  std::error_code error;
  std::string temporary = fmt::format("{}.{}.tmp", path, getpid());
  {
    std::ofstream out(temporary, std::ios::binary);
    out << text;
    if (!out.flush()) {
      fs::remove(temporary, error);
      return false;
    }
  }
  fs::permissions(temporary, fs::status(path, error).permissions(), error);
  fs::rename(temporary, path, error);
  return !error;
}

}  // namespace

int RunFormat(const Session& session) {
  if (session.arguments.paths().empty())
    return Misuse(session, session.Pick("fmt 后面写文件或目录", "fmt needs a file or directory"));
  base::Result<engine::Settings> settings = SettingsOf(session);
  if (!settings) return Misuse(session, settings.error().message);
  std::optional<diag::Language> language;
  std::string asked = session.arguments.Get("--lang");
  if (asked == "zh") language = diag::Language::kZh;
  if (asked == "en") language = diag::Language::kEn;
  if (!asked.empty() && !language) return Misuse(session, fmt::format("--lang {}: zh, en", asked));
  engine::Engine engine(*settings);
  base::Result<const plugin::FrontEnd*> compiler = engine.front_end();
  if (!compiler) return Misuse(session, compiler.error().message);
  bool check = session.arguments.Has("--check"), write = session.arguments.Has("--write");
  int status = kYes;
  for (const std::string& path : session.arguments.paths()) {
    for (const std::string& file : FilesBelow(path)) {
      base::Result<std::string> before = ReadInput(file, 2 << 20);
      if (!before) return Misuse(session, before.error().message);
      plugin::Formatted formatted = (*compiler)->Format(file, settings->roots, language);
      if (formatted.errors > 0) {
        if (formatted.sources != nullptr)
          Err(diag::RenderText(formatted.diagnostics, *formatted.sources, session.messages()));
        status = kNo;
        continue;
      }
      if (check) {
        if (*before == formatted.text) continue;
        Out(fmt::format(fmt::runtime(session.Pick("{}：不是规范格式\n", "{}: not in canonical form\n")),
                        file));
        status = kNo;
      } else if (!write) {
        Out(formatted.text);
      } else if (*before != formatted.text) {
        if (!Replace(file, formatted.text))
          return Misuse(session,
                        fmt::format(fmt::runtime(session.Pick("无法写入 {}", "cannot write {}")), file));
        Err(fmt::format(fmt::runtime(session.Pick("已整理 {}\n", "formatted {}\n")), file));
      }
    }
  }
  return status;
}

}  // namespace guiju::cli
