#include <algorithm>

#include "compiler/diag/diag.h"
#include "compiler/source/utf8.h"

namespace guiju::diag {
namespace {

std::u32string CodePoints(std::string_view text) {
  std::u32string points;
  for (size_t i = 0; i < text.size();) {
    const source::CodePoint point = source::DecodeAt(text, i);
    points += point.length == 0 ? U'\uFFFD' : point.value;
    i += std::max<size_t>(point.length, 1);
  }
  return points;
}

// Optimal string alignment: insertions, deletions, substitutions, swaps of neighbours.
size_t Distance(const std::u32string& a, const std::u32string& b) {
  std::vector<size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

// 处罚法 for 行政处罚法: the shortest candidate that contains what was written, at least two characters of
// it, when every other one that does contains that one too.
std::string Containing(std::string_view found, const std::vector<std::string>& candidates) {
  if (CodePoints(found).size() < 2) return "";
  std::string shortest;
  for (const std::string& candidate : candidates) {
    const bool contains = candidate != found && candidate.find(found) != std::string::npos;
    if (contains && (shortest.empty() || candidate.size() < shortest.size())) shortest = candidate;
  }
  for (const std::string& candidate : candidates) {
    if (candidate.find(found) != std::string::npos && candidate.find(shortest) == std::string::npos)
      return "";
  }
  return shortest;
}

// How many letters of the longer word may differ: a third. Of two letters none, or the meaning is gone (公司
// is not 公民); among the few words a place allows one of two is a slip of the hand (情型 for 情形).
size_t Allowed(size_t longer, bool few) {
  if (longer <= 2) return few ? 1 : 0;
  return std::max<size_t>(1, longer / 3);
}

std::string Nearest(std::string_view found, const std::vector<std::string>& candidates, bool few) {
  const std::u32string wanted = CodePoints(found);
  std::string best;
  size_t best_distance = SIZE_MAX;
  for (const std::string& candidate : candidates) {
    const std::u32string points = CodePoints(candidate);
    const size_t longer = std::max(wanted.size(), points.size());
    const size_t shorter = std::min(wanted.size(), points.size());
    const size_t allowed = Allowed(longer, few);
    if (longer - shorter > allowed || (longer == 1)) continue;
    const bool swapped = longer == 2 && shorter == 2 && wanted[0] == points[1] && wanted[1] == points[0];
    if (swapped && wanted != points) return candidate;
    const size_t distance = Distance(wanted, points);
    if (distance == 0 || distance > allowed || distance >= longer) continue;
    if (distance < best_distance || (distance == best_distance && candidate < best)) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best.empty() ? Containing(found, candidates) : best;
}

}  // namespace

std::string ClosestName(std::string_view found, const std::vector<std::string>& candidates) {
  return Nearest(found, candidates, false);
}

std::string ClosestWord(std::string_view found, const std::vector<std::string>& candidates) {
  return Nearest(found, candidates, true);
}

}  // namespace guiju::diag
