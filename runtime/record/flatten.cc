#include "runtime/record/flatten.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "runtime/record/utf8.h"

namespace guiju::record {
namespace {

void AppendToken(std::string_view name, std::string* path) {
  path->push_back('/');
  for (const char c : name) {
    if (c == '~') {
      path->append("~0");
    } else if (c == '/') {
      path->append("~1");
    } else {
      path->push_back(c);
    }
  }
}

std::vector<std::string> TokensOf(std::string_view path) {
  std::vector<std::string> tokens;
  for (size_t at = 0; at < path.size(); ++at) {
    if (path[at] == '/') {
      tokens.emplace_back();
    } else if (path[at] == '~') {
      tokens.back().push_back(path[++at] == '0' ? '~' : '/');
    } else {
      tokens.back().push_back(path[at]);
    }
  }
  return tokens;
}

// Whether the names are those that the items of an array of this length have, in whatever order they stand.
template <class Names, class NameOf>
bool AreIndices(const Names& names, NameOf name_of) {
  std::vector<bool> seen(names.size());
  for (const auto& each : names) {
    const std::string& name = name_of(each);
    if (name.empty() || name.size() > 9 || (name.size() > 1 && name[0] == '0')) return false;
    size_t index = 0;
    for (const char c : name) {
      if (c < '0' || c > '9') return false;
      index = index * 10 + static_cast<size_t>(c - '0');
    }
    if (index >= names.size() || seen[index]) return false;
    seen[index] = true;
  }
  return !names.empty();
}

class Flattener {
 public:
  base::Result<std::vector<Field>> Run(const Value& body) {
    // Once over the whole: that it can be printed and is not too deep.
    if (base::Result<std::string> printed = PrintJson(body); !printed) return printed.error();
    std::string path;
    Visit(body, &path);
    if (problem_) return base::Error{*problem_};
    std::sort(fields_.begin(), fields_.end(), [](const Field& a, const Field& b) { return a.path < b.path; });
    return std::move(fields_);
  }

 private:
  void Visit(const Value& value, std::string* path) {
    if (problem_) return;
    if (path->size() > kMaxPathBytes) {
      problem_ =
          fmt::format("body: the path {}… is longer than {} bytes", path->substr(0, 60), kMaxPathBytes);
    } else if (value.IsScalar()) {
      fields_.push_back({*path, *PrintJson(value)});
    } else if (value.kind() == Value::Kind::kArray) {
      for (size_t i = 0; i < value.items().size(); ++i) VisitBelow(std::to_string(i), value.items()[i], path);
    } else if (AreIndices(value.members(),
                          [](const Member& member) -> const std::string& { return member.name; })) {
      problem_ = fmt::format("body: the names at '{}' are 0, 1, 2 …, as if it were an array", *path);
    } else {
      for (const Member& member : value.members()) VisitBelow(member.name, member.value, path);
    }
  }

  void VisitBelow(std::string_view name, const Value& value, std::string* path) {
    const size_t length = path->size();
    AppendToken(name, path);
    Visit(value, path);
    path->resize(length);
  }

  std::vector<Field> fields_;
  std::optional<std::string> problem_;
};

struct Node {
  std::optional<Value> scalar;
  std::map<std::string, std::unique_ptr<Node>> children;
};

Value Built(const Node& node) {
  if (node.scalar) return *node.scalar;
  if (AreIndices(node.children, [](const auto& child) -> const std::string& { return child.first; })) {
    Value array = Value::EmptyArray();
    for (size_t i = 0; i < node.children.size(); ++i)
      array.Append(Built(*node.children.at(std::to_string(i))));
    return array;
  }
  Value object = Value::EmptyObject();
  for (const auto& [name, child] : node.children) object.Insert(name, Built(*child));
  return object;
}

}  // namespace

bool IsPath(std::string_view path) {
  if (path.size() > kMaxPathBytes || !IsUtf8(path) || (!path.empty() && path[0] != '/')) return false;
  for (size_t at = 0; at < path.size(); ++at) {
    if (path[at] != '~') continue;
    if (at + 1 == path.size() || (path[at + 1] != '0' && path[at + 1] != '1')) return false;
  }
  return std::count(path.begin(), path.end(), '/') <= kMaxJsonDepth;
}

bool IsCanonicalScalar(std::string_view value) {
  const base::Result<Value> parsed = ParseJson(value);
  return parsed.ok() && parsed->IsScalar() && *PrintJson(*parsed) == value;
}

base::Result<std::vector<Field>> Flatten(const Value& body) { return Flattener().Run(body); }

base::Result<Value> Unflatten(const std::vector<Field>& fields) {
  if (fields.empty()) return base::Error{"body: no fields"};
  Node root;
  for (const Field& field : fields) {
    if (!IsPath(field.path) || !IsCanonicalScalar(field.value)) {
      return base::Error{fmt::format("body: '{}' is no field: a path or its value is malformed", field.path)};
    }
    Node* node = &root;
    for (const std::string& token : TokensOf(field.path)) {
      if (node->scalar) break;
      std::unique_ptr<Node>& child = node->children[token];
      if (!child) child = std::make_unique<Node>();
      node = child.get();
    }
    if (node->scalar || !node->children.empty()) {
      return base::Error{fmt::format("body: '{}' stands twice, or below or above another field", field.path)};
    }
    node->scalar = *ParseJson(field.value);
  }
  Value body = Built(root);
  if (!PrintJson(body)) return base::Error{"body: nested too deep"};
  return body;
}

}  // namespace guiju::record
