// Holds backends against the reference over one whole step of a graph, node by node. Each node is
// run alone on the reference's inputs, so only its own error decides. The error of the whole run is
// reported too, but decides nothing.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "fovea/runtime/backend.h"

namespace fovea {

/// The right results, and the sizes that say how exact a float can be.
struct Oracle {
  Backend& values;      // the reference in double
  Backend& magnitudes;  // the reference, giving the sizes that rounding errors are relative to
};

/// A step to compare: a graph, one value for each of its inputs and for each of its variables, and
/// how the backends under test store activations.
struct ComparedStep {
  const Graph& graph;
  const Feed& feed;
  const std::map<std::string, Tensor>& variables;
  Precision precision = Precision::f32;
};

/// One node on one backend. Outputs that are not real numbers must be equal.
struct NodeComparison {
  std::string node, kernel;  // the kernel that the backend computes it by
  TensorType output = {};    // of its first output
  double absolute = 0;       // the largest error of an element
  double relative = 0;       // the largest error of an element, relative to its magnitude
  double allowed = 0;        // of `relative`
  double chained = 0;        // in a whole run: largest error / the tensor's largest value
  std::string fault = {};    // the worst element beyond what is allowed; empty: the node passes

  bool passed() const { return fault.empty(); }
};

/// One backend. Beside the nodes, the step is run twice as a whole, with memory used again and
/// without: results and variables must have the same bits.
struct Comparison {
  DeviceInfo device;
  std::vector<NodeComparison> nodes = {};  // in the order of the graph
  std::string plan_fault = {};  // what differs between the two whole runs; empty: nothing

  /// The first node that fails, or null.
  const NodeComparison* departure() const;
  bool passed() const { return !departure() && plan_fault.empty(); }
};

/// The error, relative to its magnitude, that float arithmetic may leave in a result that `terms`
/// numbers go into: 16 + 2 sqrt(terms) roundings of 2^-24 each. Rounding errors of a sum grow with
/// the square root of its length (Higham and Mary, "A New Approach to Probabilistic Rounding Error
/// Analysis", 2019); the 16 are for exponentials, roots and divisions. A result that is stored as a
/// half may be off by 2^-11 more.
double allowed_error(double terms, DType stored = DType::f32);

/// Compares the backends on the step, fused as a session would fuse it. Throws Error for a node
/// that a backend cannot run.
std::vector<Comparison> compare(const ComparedStep& step, const Oracle& oracle,
                                std::span<Backend* const> backends);

}  // namespace fovea
