#include "fovea/graph/graph.h"

#include <algorithm>
#include <iterator>

namespace fovea {

namespace {

std::string_view name_of(Role role) {
  constexpr std::string_view names[] = {"a parameter", "a statistic", "an optimizer's",
                                        "a counter"};
  return names[static_cast<size_t>(role)];
}

}  // namespace

Value Graph::new_value(std::string name, TensorType type, ValueKind kind, int index) {
  values_.push_back({std::move(name), type, kind, index});
  return {*this, value_count() - 1};
}

bool Graph::is_free(const std::string& name) const {
  return !names_.contains(name) && !reserved_names_.contains(name);
}

// Numbers are not used twice, even if the first node was renamed: parameters are named after them.
std::string Graph::name_for(std::string_view kind, const std::string& name) {
  if (!name.empty()) return scope_ + name;
  const std::string stem = scope_ + std::string(kind);
  int& counter = counters_[stem];
  std::string candidate;
  for (int number = counter + 1;; ++number) {
    candidate = fmt::format("{}_{}", stem, number);
    if (is_free(candidate)) return candidate;
    counter = number;
  }
}

std::string Graph::claim_name(const std::string& name) {
  if (names_.insert(name).second) return name;
  if (!numbers_taken_names_) throw Error("two nodes are named '{}'", name);
  int& counter = counters_[name];
  for (int number = std::max(counter + 1, 2);; ++number) {
    const std::string candidate = fmt::format("{}_{}", name, number);
    counter = number;
    if (!is_free(candidate)) continue;
    names_.insert(candidate);
    return candidate;
  }
}

Value Graph::input(std::string name, TensorType type) {
  const auto same = [&](int id) { return info(id).name == name; };
  const bool clashes = !names_.insert(name).second;
  if (clashes && (!numbers_taken_names_ || std::ranges::any_of(inputs_, same))) {
    throw Error("two inputs or nodes are named '{}'", name);
  }
  const Value value =
      new_value(std::move(name), type, ValueKind::input, static_cast<int>(inputs_.size()));
  inputs_.push_back(value.id());
  return value;
}

Value Graph::variable(const Variable& variable) {
  const auto [known, fresh] = variable_index_.try_emplace(variable.name, variables_.size());
  if (!fresh) {
    const Variable& first = variables_[known->second];
    if (first.type != variable.type) {
      throw Error("variable '{}' is asked for as {} and as {}", variable.name, first.type.str(),
                  variable.type.str());
    }
    if (first.role != variable.role) {
      throw Error("variable '{}' is asked for as {} and as {}", variable.name, name_of(first.role),
                  name_of(variable.role));
    }
    return {*this, variable_values_[known->second]};
  }
  const Value value = new_value(variable.name, variable.type, ValueKind::variable,
                                static_cast<int>(variables_.size()));
  variables_.push_back(variable);
  variable_values_.push_back(value.id());
  return value;
}

Value Graph::constant(Tensor value, std::string name) {
  const int index = static_cast<int>(constants_.size());
  if (name.empty()) name = fmt::format("constant_{}", index + 1);
  const TensorType type = value.type();
  constants_.push_back(std::move(value));
  return new_value(std::move(name), type, ValueKind::constant, index);
}

std::vector<Value> Graph::add(std::shared_ptr<const Layer> layer, std::span<const Value> inputs,
                              std::string name) {
  const std::string kind = layer->kind();
  name = claim_name(name.empty() ? name_for(kind) : name);
  std::vector<TensorType> types;
  for (const Value& input : inputs) {
    if (&input.graph() != this) {
      throw Error("input '{}' belongs to another graph", input.name()).at(name);
    }
    types.push_back(input.type());
  }
  std::vector<TensorType> output_types;
  try {
    output_types = layer->infer(types);
  } catch (const Error& error) {
    std::string shapes;
    for (const TensorType& type : types) shapes += (shapes.empty() ? "" : ", ") + type.str();
    throw error.at(name).hint(fmt::format("the node is {} on {}", kind, shapes));
  }
  Node node{name, std::move(layer), {}, {}};
  for (const Value& input : inputs) node.inputs.push_back(input.id());
  std::vector<Value> outputs;
  const int index = static_cast<int>(nodes_.size());
  for (size_t k = 0; k < output_types.size(); ++k) {
    outputs.push_back(new_value(k == 0 ? name : fmt::format("{}:{}", name, k), output_types[k],
                                ValueKind::node, index));
    node.outputs.push_back(outputs.back().id());
  }
  nodes_.push_back(std::move(node));
  return outputs;
}

void Graph::output(std::string name, Value value) {
  value.graph();
  if (!output_names_.insert(name).second) throw Error("two outputs are named '{}'", name);
  outputs_.emplace_back(std::move(name), value.id());
}

void Graph::update(Value variable, Value next) {
  if (info(variable.id()).kind != ValueKind::variable) {
    throw Error("'{}' is updated but is not a variable", variable.name());
  }
  if (variable.type() != next.type()) {
    throw Error("variable '{}' of {} is updated with {}", variable.name(), variable.type().str(),
                next.type().str());
  }
  if (!updated_.insert(variable.id()).second) {
    throw Error("variable '{}' is updated twice in a step", variable.name());
  }
  updates_.emplace_back(variable.id(), next.id());
}

std::vector<std::pair<int, int>> Graph::take_updates() {
  updated_.clear();
  return std::exchange(updates_, {});
}

void Graph::rename(int value, std::string name) {
  ValueInfo& info = values_.at(static_cast<size_t>(value));
  if (info.name == name) return;
  name = claim_name(name);
  const bool of_node =
      info.kind == ValueKind::node && nodes_[static_cast<size_t>(info.index)].outputs[0] == value;
  if (of_node) nodes_[static_cast<size_t>(info.index)].name = name;
  if (of_node || info.kind == ValueKind::input) {
    names_.erase(info.name);
    reserved_names_.insert(info.name);
  }
  info.name = std::move(name);
}

namespace {

[[noreturn]] void unknown(std::string_view what, std::string_view name,
                          const std::vector<std::string>& known) {
  throw Error("no {} named '{}'{}", what, name, did_you_mean(name, known));
}

}  // namespace

Value Graph::find_input(std::string_view name) {
  std::vector<std::string> known;
  for (const int id : inputs_) {
    if (info(id).name == name) return value(id);
    known.push_back(info(id).name);
  }
  unknown("input", name, known);
}

Value Graph::find_output(std::string_view name) {
  std::vector<std::string> known;
  for (const auto& [output, id] : outputs_) {
    if (output == name) return value(id);
    known.push_back(output);
  }
  unknown("output", name, known);
}

Value Graph::find_variable(std::string_view name) {
  std::vector<std::string> known;
  for (size_t i = 0; i < variables_.size(); ++i) {
    if (variables_[i].name == name) return value(variable_values_[i]);
    known.push_back(variables_[i].name);
  }
  unknown("variable", name, known);
}

Value add_node(std::shared_ptr<const Layer> layer, std::initializer_list<Value> inputs,
               std::string name) {
  Graph& graph = inputs.begin()->graph();
  return graph.add(std::move(layer), {inputs.begin(), inputs.size()}, std::move(name)).front();
}

}  // namespace fovea
