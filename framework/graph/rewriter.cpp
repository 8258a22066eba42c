#include "fovea/graph/rewriter.h"

namespace fovea {

Rewriter::Rewriter(const Graph& source)
    : source_(source),
      owned_(std::make_unique<Graph>()),
      target_(owned_.get()),
      map_(static_cast<size_t>(source.value_count())) {
  target_->number_taken_names();
  for (const int id : source.inputs()) (*this)(id);
}

Rewriter::Rewriter(const Graph& source, Graph& target)
    : source_(source), target_(&target), map_(static_cast<size_t>(source.value_count())) {
  target_->number_taken_names();
}

bool Rewriter::mapped(int old_value) const { return bool{map_[static_cast<size_t>(old_value)]}; }

void Rewriter::map(int old_value, Value value) { map_[static_cast<size_t>(old_value)] = value; }

Value Rewriter::operator()(int old_value) {
  Value& value = map_[static_cast<size_t>(old_value)];
  if (value) return value;
  const ValueInfo& info = source_.info(old_value);
  switch (info.kind) {
    case ValueKind::input:
      value = target_->input(info.name, info.type);
      break;
    case ValueKind::variable:
      value = target_->variable(source_.variables()[static_cast<size_t>(info.index)]);
      break;
    case ValueKind::constant:
      value = target_->constant(source_.constants()[static_cast<size_t>(info.index)], info.name);
      break;
    case ValueKind::node:
      throw Error("value '{}' was not rewritten before its use", info.name);
  }
  return value;
}

std::vector<Value> Rewriter::operator()(std::span<const int> old_values) {
  std::vector<Value> values;
  for (const int id : old_values) values.push_back((*this)(id));
  return values;
}

void Rewriter::copy(const Node& node, const std::shared_ptr<const Layer>& layer) {
  const std::vector<Value> outputs = target_->add(layer, (*this)(node.inputs), node.name);
  for (size_t k = 0; k < node.outputs.size(); ++k) map(node.outputs[k], outputs[k]);
}

void Rewriter::copy_results() {
  for (const auto& [name, id] : source_.outputs()) target_->output(name, (*this)(id));
  for (const auto& [variable, next] : source_.updates()) {
    target_->update((*this)(variable), (*this)(next));
  }
}

std::unique_ptr<Graph> Rewriter::finish() {
  copy_results();
  return std::move(owned_);
}

}  // namespace fovea
