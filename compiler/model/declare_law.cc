// Legal sources, citations, date axes, overrides.
#include <algorithm>

#include "compiler/model/checker.h"
#include "runtime/value/date.h"

namespace guiju::model {

namespace {

struct RankName {
  std::string_view key, zh;
  Rank rank;
};
constexpr RankName kRanks[] = {
    {"constitution", "宪法", Rank::kConstitution},
    {"law", "法律", Rank::kLaw},
    {"administrative_regulation", "行政法规", Rank::kAdministrativeRegulation},
    {"local_regulation", "地方性法规", Rank::kLocalRegulation},
    {"department_rule", "部门规章", Rank::kDepartmentRule},
    {"local_government_rule", "地方政府规章", Rank::kLocalGovernmentRule},
    {"state_council_document", "国务院文件", Rank::kStateCouncilDocument},
    {"normative_document", "规范性文件", Rank::kNormativeDocument},
    {"internal_rule", "内部规定", Rank::kInternal},
};
const RankName* FindRank(std::string_view word) {
  for (const RankName& row : kRanks) {
    if (row.key == word || row.zh == word) return &row;
  }
  return nullptr;
}
std::string RankText(Rank rank) {
  for (const RankName& row : kRanks) {
    if (row.rank == rank) return diag::Both(row.zh, row.key);
  }
  return "";
}

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// 国办发(2018)118号, 国办发[2018]118号 → 国办发〔2018〕118号; book-title marks dropped.
std::string NormalSourceName(std::string_view name) {
  std::string out(name);
  // Nearly every name has nothing to replace: brackets are ASCII or begin with one of two bytes.
  constexpr std::string_view kMayChange = "([)] \xE3\xEF";
  if (name.find_first_of(kMayChange) == std::string_view::npos) return out;
  for (std::string_view open : {"（", "(", "[", "［", "【"}) ReplaceAll(out, open, "〔");
  for (std::string_view close : {"）", ")", "]", "］", "】"}) ReplaceAll(out, close, "〕");
  ReplaceAll(out, "《", "");
  ReplaceAll(out, "》", "");
  ReplaceAll(out, " ", "");
  return out;
}

constexpr std::string_view kDigits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

// 1 … 9999 as legal texts write ordinals: 五十八, 一百零五, 十.
std::string Ordinal(int n) {
  std::string out;
  bool zero = false, started = false;
  constexpr int kUnits[] = {1000, 100, 10, 1};
  constexpr std::string_view kUnitWords[] = {"千", "百", "十", ""};
  for (int i = 0; i < 4; ++i) {
    int digit = n / kUnits[i] % 10;
    if (digit == 0) {
      zero = started;
      continue;
    }
    if (zero) out += "零";
    zero = false;
    if (!(digit == 1 && kUnits[i] == 10 && !started)) out += kDigits[digit];
    out += kUnitWords[i];
    started = true;
  }
  return out;
}

std::string CiteText(const syntax::Cite& cite) {
  std::string out;
  auto add = [&](int16_t number, std::string_view unit) {
    if (number > 0) out += "第" + Ordinal(number) + std::string(unit);
  };
  add(cite.article, "条");
  add(cite.paragraph, "款");
  add(cite.item, "项");
  add(cite.subitem, "目");
  return out;
}

bool NeedsArticle(Rank rank) {
  switch (rank) {
    case Rank::kConstitution:
    case Rank::kLaw:
    case Rank::kAdministrativeRegulation:
    case Rank::kLocalRegulation:
    case Rank::kDepartmentRule:
    case Rank::kLocalGovernmentRule:
      return true;
    case Rank::kStateCouncilDocument:
    case Rank::kNormativeDocument:
    case Rank::kInternal:
      return false;
  }
  return false;
}

}  // namespace

std::optional<int64_t> Checker::DateOf(const std::optional<std::string>& text, Span span) {
  if (!text) return std::nullopt;
  auto day = value::ParseDate(*text);
  if (!day) sink_.Emit(diag::Kind::BadDate, span, *text);
  return day;
}

void Checker::DeclareSources() {
  for (size_t unit = 0; unit < closure_.units.size(); ++unit) {
    for (size_t tree : closure_.units[unit].trees) {
      for (const syntax::Declaration& declaration : closure_.trees[tree].declarations) {
        const auto* d = std::get_if<syntax::SourceDecl>(&declaration);
        if (d == nullptr) continue;
        LegalSource source;
        source.name = NameFor(d->name);
        source.title = d->title;
        if (source.title.empty() && !d->name.second.empty() &&
            !IsSecondSpelling(d->name.text, d->name.second))
          source.title = d->name.second;
        if (source.title.empty()) source.title = source.name.Zh();
        ReplaceAll(source.title, "《", "");
        ReplaceAll(source.title, "》", "");
        source.document_no = NormalSourceName(d->document_no);
        source.url = d->url;
        source.doubt = d->doubt;
        source.issued = DateOf(d->issued, d->name.span);
        source.in_force = DateOf(d->in_force, d->name.span);
        source.repealed = DateOf(d->repealed, d->name.span);
        // A word that is no rank has been reported by the parser.
        if (const RankName* rank = FindRank(d->rank)) {
          source.rank = rank->rank;
        } else {
          source.misdeclared = true;
          if (d->rank_span.end == 0) sink_.Emit(diag::Kind::UnknownRank, d->name.span, d->name.text);
        }
        for (const std::string& admitted : d->admits) {
          if (const RankName* rank = FindRank(admitted))
            source.admits.push_back(rank->rank);
          else
            source.misdeclared = true;
        }
        auto ordered = [](const std::optional<int64_t>& a, const std::optional<int64_t>& b) {
          return !a || !b || *a <= *b;
        };
        if (!ordered(source.issued, source.repealed) || !ordered(source.in_force, source.repealed)) {
          sink_.Emit(diag::Kind::SourceDates, d->name.span, d->name.text,
                     value::FormatDate(source.in_force.value_or(*source.issued)) + " > " +
                         value::FormatDate(*source.repealed));
        }
        source.unit = unit;
        source.span = d->name.span;
        SourceId id = m_.sources.Add(source);
        used_sources_.push_back(false);
        auto [it, fresh] = scopes_[unit].sources.emplace(NormalSourceName(d->name.text), id);
        if (!fresh) {
          sink_.Emit(diag::Kind::DuplicateName, d->name.span, d->name.text)
              .notes.push_back({m_.sources[it->second].span, "先在这里声明", "first declared here"});
          continue;
        }
        for (const std::string& spelling :
             {source.name.zh, source.name.en, source.title, source.document_no}) {
          if (!spelling.empty()) scopes_[unit].sources.emplace(NormalSourceName(spelling), id);
        }
      }
    }
  }
}

SourceId Checker::FindSource(size_t unit, std::string_view name) const {
  std::string wanted = NormalSourceName(name);
  for (size_t seen : closure_.units[unit].visible) {
    auto it = scopes_[seen].sources.find(wanted);
    if (it != scopes_[seen].sources.end()) return it->second;
  }
  return {};
}

CiteId Checker::ResolveCite(size_t unit, const syntax::Cite& cite) {
  if (cite.source.parts.empty()) return {};  // could not be read, which was reported
  const std::string name = cite.source.Joined();
  SourceId source = FindSource(unit, name);
  if (!source) {
    std::vector<std::string> known;
    for (size_t seen : closure_.units[unit].visible) {
      if (++proposals_ > 100) break;
      for (const auto& [spelling, id] : scopes_[seen].sources) known.push_back(spelling);
    }
    std::string close = diag::ClosestName(NormalSourceName(name), known);
    if (close.empty())
      sink_.Emit(diag::Kind::UnknownSource, cite.source.span, name);
    else
      sink_.Emit(diag::Kind::UnknownSourceSimilar, cite.source.span, name, close);
    return {};
  }
  used_sources_[static_cast<size_t>(source.index)] = true;
  const LegalSource& s = m_.sources[source];
  if (s.unit != unit && used_units_.size() > unit) used_units_[unit][s.unit] = true;
  if (!s.misdeclared && NeedsArticle(s.rank) && cite.article == 0)
    sink_.Emit(diag::Kind::ArticleRequired, cite.span, name);
  if (!s.doubt.empty() && options_.lint) sink_.Emit(diag::Kind::UncertainSource, cite.span, name, s.doubt);
  Cite out;
  out.source = source;
  out.article = cite.article;
  out.paragraph = cite.paragraph;
  out.item = cite.item;
  out.subitem = cite.subitem;
  out.text = CiteText(cite);
  out.span = cite.span;
  return m_.cites.Add(std::move(out));
}

std::vector<CiteId> Checker::ResolveCites(size_t unit, const std::vector<syntax::Cite>& cites) {
  std::vector<CiteId> out;
  for (const syntax::Cite& cite : cites) {
    if (CiteId id = ResolveCite(unit, cite)) out.push_back(id);
  }
  return out;
}

FactId Checker::FindAxis(size_t unit, const std::string& axis, Span span) {
  static const std::unordered_map<std::string, std::string> kOther = {
      {"行为", "act"}, {"立案", "filing"}, {"办理", "step"}, {"告知", "notice"}, {"决定", "decision"},
      {"act", "行为"}, {"filing", "立案"}, {"step", "办理"}, {"notice", "告知"}, {"decision", "决定"}};
  auto find = [&](const std::string& key) -> FactId {
    for (size_t seen : closure_.units[unit].visible) {
      auto it = scopes_[seen].axes.find(key);
      if (it != scopes_[seen].axes.end()) return it->second;
    }
    return {};
  };
  FactId found = find(axis);
  if (auto other = kOther.find(axis); !found && other != kOther.end()) found = find(other->second);
  if (!found) {
    Symbol symbol = FindValueQuietly(unit, words_.Find(axis));
    if (symbol.kind == SymbolKind::kFact && m_.facts[FactId(symbol.index)].role == FactRole::kAxis)
      found = FactId(symbol.index);
  }
  if (!found)
    sink_.Emit(diag::Kind::UnknownAxis, span, axis);
  else
    MarkUsed({SymbolKind::kFact, found.index});
  return found;
}

void Checker::CheckInForce(const std::vector<CiteId>& basis, std::optional<int64_t> from,
                           std::optional<int64_t> to) {
  for (CiteId id : basis) {
    const Cite& cite = m_.cites[id];
    const LegalSource& source = m_.sources[cite.source];
    std::string name = source.name.Zh();
    if (from && source.in_force && *from < *source.in_force) {
      sink_.Emit(diag::Kind::SourceNotInForce, cite.span, name, value::FormatDate(*from),
                 diag::Both("自 " + value::FormatDate(*source.in_force) + " 起施行",
                            "in force since " + value::FormatDate(*source.in_force)));
    } else if (source.repealed && (!to || *to > *source.repealed)) {
      sink_.Emit(diag::Kind::SourceNotInForce, cite.span, name,
                 value::FormatDate(to ? *to - 1 : *source.repealed),
                 diag::Both(value::FormatDate(*source.repealed) + " 失效",
                            "repealed on " + value::FormatDate(*source.repealed)));
    }
  }
}

bool Checker::CheckOverride(size_t unit, const syntax::QName& source, const std::vector<syntax::Cite>& cited,
                            const std::vector<CiteId>& basis, const std::string& who, SourceId* overridden) {
  SourceId target = FindSource(unit, source.Joined());
  if (!target) {
    sink_.Emit(diag::Kind::UnknownSource, source.span, source.Joined());
    return false;
  }
  used_sources_[static_cast<size_t>(target.index)] = true;
  *overridden = target;
  if (cited.empty()) sink_.Emit(diag::Kind::OverrideWithoutBasis, source.span, who);
  if (basis.empty()) return false;
  if (Admits(target, basis)) return true;
  const LegalSource& s = m_.sources[target];
  auto admitted = [&](CiteId cite) {
    return std::find(s.admits.begin(), s.admits.end(), m_.sources[m_.cites[cite].source].rank) !=
           s.admits.end();
  };
  auto refused = std::find_if_not(basis.begin(), basis.end(), admitted);
  sink_
      .Emit(diag::Kind::OverrideNotAdmitted, source.span, s.name.Zh(),
            RankText(m_.sources[m_.cites[*refused].source].rank))
      .notes.push_back({s.span, "这个法源在这里声明", "the source is declared here"});
  return false;
}

}  // namespace guiju::model
