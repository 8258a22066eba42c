// From a graph to a plan.
#pragma once

#include <set>
#include <string>

#include "fovea/plan/plan.h"

namespace fovea {

struct PlanOptions {
  Reuse reuse = Reuse::full;
  Precision precision = Precision::f32;
  /// With Precision::f16: inputs and outputs that may be halves too, for looking at a node alone.
  std::set<std::string> halves = {};
};

/// Plans a graph, as it is, for a backend. Throws Error naming node, kernel and reason for a step
/// that the backend cannot run, and for a precision that it lacks.
Plan make_plan(const Graph& graph, const Backend& backend, const PlanOptions& options = {});

}  // namespace fovea
