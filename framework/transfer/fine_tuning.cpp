#include "fovea/transfer/fine_tuning.h"

#include <algorithm>

#include "fovea/transfer/head_cut.h"

namespace fovea {

namespace {

// `*` and `?` as in a shell: if the rest does not match, the last star takes one more character.
bool matches(std::string_view pattern, std::string_view text) {
  size_t at = 0, star = std::string_view::npos, after_star = 0;
  for (size_t i = 0; i < text.size();) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      after_star = i;
    } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[i])) {
      ++at;
      ++i;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      i = ++after_star;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> words;
  for (size_t from = 0; from <= list.size();) {
    const size_t comma = std::min(list.find(',', from), list.size());
    words.emplace_back(list.substr(from, comma - from));
    from = comma + 1;
  }
  return words;
}

// The variables that a node reads.
std::vector<Variable> variables_of(const Graph& graph, const Node& node) {
  std::vector<Variable> variables;
  for (const int id : node.inputs) {
    const ValueInfo& info = graph.info(id);
    if (info.kind != ValueKind::variable) continue;
    variables.push_back(graph.variables()[static_cast<size_t>(info.index)]);
  }
  return variables;
}

// The variables that one pattern names. `names` collects all names that a pattern can use.
std::set<std::string> named(const Graph& graph, const std::string& pattern,
                            std::vector<std::string>& names) {
  std::set<std::string> result;
  for (const Node& node : graph.nodes()) {
    const std::vector<Variable> variables = variables_of(graph, node);
    if (variables.empty()) continue;
    names.push_back(node.name);
    for (const Variable& variable : variables) {
      names.push_back(variable.name);
      if (matches(pattern, node.name) || matches(pattern, variable.name)) {
        result.insert(variable.name);
      }
    }
  }
  return result;
}

}  // namespace

std::vector<std::string> head_parameters(const Model& model) {
  const HeadCut cut(model);
  const auto head = std::ranges::find(model.graph->nodes(), cut.head(), &Node::name);
  std::vector<std::string> parameters;
  for (const Variable& variable : variables_of(*model.graph, *head)) {
    if (variable.role == Role::parameter) parameters.push_back(variable.name);
  }
  return parameters;
}

std::set<std::string> frozen_variables(const Model& model, std::string_view patterns,
                                       const std::set<std::string>& exceptions) {
  const Graph& graph = *model.graph;
  std::set<std::string> frozen;
  for (const std::string& pattern : split(patterns)) {
    std::vector<std::string> names;
    const std::set<std::string> hits = named(graph, pattern, names);
    if (hits.empty()) {
      throw Error("model '{}' has no layer and no parameter '{}'{}", model.title(), pattern,
                  did_you_mean(pattern, names))
          .hint("fovea inspect lists the layers");
    }
    frozen.insert(hits.begin(), hits.end());
  }
  for (const std::string& name : exceptions) frozen.erase(name);
  for (const Node& node : graph.nodes()) {
    const std::vector<Variable> variables = variables_of(graph, node);
    const auto is_parameter = [](const Variable& one) { return one.role == Role::parameter; };
    const bool whole = std::ranges::all_of(variables, [&](const Variable& one) {
      return !is_parameter(one) || frozen.contains(one.name);
    });
    if (!whole || std::ranges::none_of(variables, is_parameter)) continue;
    for (const Variable& variable : variables) frozen.insert(variable.name);
  }
  return frozen;
}

}  // namespace fovea
