#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "tools/guiju/command.h"

namespace guiju::cli {
namespace {

// Diagnostics of several compilations. A file that several policies use is reported once.
struct Findings {
  source::SourceSet sources;
  std::vector<diag::Diagnostic> diagnostics;
  size_t errors = 0, warnings = 0, policies = 0, english = 0;
  std::set<std::string> seen;
  std::map<std::string, source::FileId> files;

  source::FileId Adopt(const source::SourceFile& file) {
    auto [it, fresh] = files.try_emplace(file.path);
    if (fresh) it->second = sources.Add(file);
    return it->second;
  }
  // Of what is checked, the file itself or its directory.
  std::set<std::string> checked;
  bool IsChecked(const std::string& path) const {
    const std::filesystem::path file = std::filesystem::path(path).lexically_normal();
    const std::string folder = file.has_parent_path() ? file.parent_path().string() : ".";
    return checked.contains(file.string()) || checked.contains(folder);
  }
  void Check(const std::string& path) {
    std::filesystem::path normal = std::filesystem::path(path).lexically_normal();
    if (!normal.has_filename()) normal = normal.parent_path();
    checked.insert(normal.string());
  }
  bool all_english() const { return policies > 0 && english == policies; }
  void Take(const plugin::Compilation& compilation) {
    ++policies;
    // The policy's own file is read first.
    english += compilation.sources->size() > 0 && (*compilation.sources)[source::FileId(0)].english ? 1 : 0;
    for (diag::Diagnostic diagnostic : compilation.diagnostics) {
      auto adopt = [&](source::Span* span) {
        if (span->file) span->file = Adopt((*compilation.sources)[span->file]);
      };
      adopt(&diagnostic.span);
      for (diag::Note& note : diagnostic.notes) adopt(&note.span);
      std::string key =
          fmt::format("{} {} {} {} {}", diag::CodeOf(diagnostic.kind), diagnostic.span.file.index,
                      diagnostic.span.begin, diagnostic.span.end, fmt::join(diagnostic.args, "\x1f"));
      if (!seen.insert(key).second) continue;
      bool error = diag::InfoOf(diagnostic.kind).severity == diag::Severity::kError;
      ++(error ? errors : warnings);
      diagnostics.push_back(std::move(diagnostic));
    }
  }
};

// What a reader of the text is shown: of the policies that are only used, nothing but errors and warnings; a
// doubt about a source once per file.
struct Shown {
  std::vector<diag::Diagnostic> diagnostics;
  size_t elsewhere = 0, repeated = 0;
};
Shown ForReader(const Findings& findings) {
  Shown shown;
  std::set<std::string> told;
  for (const diag::Diagnostic& diagnostic : findings.diagnostics) {
    const bool lint = diag::InfoOf(diagnostic.kind).severity == diag::Severity::kLint;
    if (lint && diagnostic.span.file && !findings.IsChecked(findings.sources[diagnostic.span.file].path)) {
      ++shown.elsewhere;
      continue;
    }
    if (diagnostic.kind == diag::Kind::UncertainSource &&
        !told.insert(fmt::format("{} {}", diagnostic.span.file.index, diagnostic.args[1])).second) {
      ++shown.repeated;
      continue;
    }
    shown.diagnostics.push_back(diagnostic);
  }
  return shown;
}

std::string LeftOut(const Shown& shown, bool chinese) {
  std::string text;
  if (shown.repeated > 0)
    text += chinese ? fmt::format("另有 {} 处引用同样的存疑法源，不再逐一列出\n", shown.repeated)
                    : fmt::format("{} more citations of the same doubtful sources are left out\n",
                                  shown.repeated);
  if (shown.elsewhere > 0)
    text +=
        chinese
            ? fmt::format("所引用的制度和上位制度中另有 {} 处提示（多为法源存疑），检查那些制度时列出\n",
                          shown.elsewhere)
            : fmt::format("{} hints in policies that are only used are left out; check those to see them\n",
                          shown.elsewhere);
  return text;
}

}  // namespace

int RunCheck(const Session& session) {
  if (session.arguments.paths().empty())
    return Misuse(session, session.Pick("check 后面写要检查的文件或目录", "check needs a file or directory"));
  base::Result<engine::Settings> settings = SettingsOf(session);
  if (!settings) return Misuse(session, settings.error().message);
  engine::Engine engine(*settings);
  base::Result<const plugin::FrontEnd*> compiler = engine.front_end();
  if (!compiler) return Misuse(session, compiler.error().message);
  Findings findings;
  std::set<std::string> done;
  for (const std::string& subject : session.arguments.paths()) {
    base::Result<std::string> path = engine.Resolve(subject);
    if (!path) return Misuse(session, path.error().message);
    std::vector<std::string> found = (*compiler)->PolicyPaths(*path);
    if (found.empty())
      return Misuse(session,
                    fmt::format(fmt::runtime(session.Pick("{} 下没有制度文件（*.gj、*.gj.md）",
                                                          "no policy files (*.gj, *.gj.md) under {}")),
                                subject));
    for (const std::string& policy : found) {
      if (!done.insert(policy).second) continue;
      findings.Check(policy);
      findings.Take((*compiler)->Compile(policy, settings->roots, session.arguments.Has("--lint")));
    }
  }
  if (session.json) {
    Out(diag::RenderJson(findings.diagnostics, findings.sources));
  } else if (session.sarif) {
    Out(diag::RenderSarif(findings.diagnostics, findings.sources, session.messages()));
  } else {
    const Shown shown = ForReader(findings);
    Err(diag::RenderText(shown.diagnostics, findings.sources, session.messages()));
    bool chinese = session.chinese && !(session.language_of_file && findings.all_english());
    const size_t hints = findings.warnings - shown.elsewhere - shown.repeated;
    Out(chinese ? fmt::format("检查了 {} 个制度：{} 个错误，{} 个提示\n", findings.policies, findings.errors,
                              hints)
                : fmt::format("{} policies checked: {} errors, {} warnings\n", findings.policies,
                              findings.errors, hints));
    Out(LeftOut(shown, chinese));
  }
  return findings.errors > 0 ? kNo : kYes;
}

}  // namespace guiju::cli
