// A plan: the flat list of kernels that one run of a graph executes, with every byte of memory
// already placed. The steps may run in any order that respects `after`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

class Backend;

/// The memory that a slot is in. `arena` holds the activations and is shared by all plans on one
/// State; `prologue` outlives a run; the others have one buffer per tensor.
enum class Region : std::uint8_t { arena, prologue, input, variable, constant };

/// Where a tensor lives.
struct Slot {
  Region region = Region::arena;
  int buffer = 0;           // which input, variable or constant; 0 in the others
  std::int64_t offset = 0;  // bytes from the start of the region or buffer, a multiple of 64
  TensorType type;

  /// Whether two slots share a byte.
  bool overlaps(const Slot& other) const;
};

/// One kernel on tensors that have a place.
struct Step {
  std::string kernel;
  Params params;
  std::vector<Slot> inputs, outputs;
  Slot scratch;            // of type u8 (bytes); has 0 elements when not needed
  std::string node;        // the node it came from
  double flops = 0;        // a multiply-add counts 2
  std::int64_t bytes = 0;  // read and written, if nothing were cached
  bool prologue = false;   // depends on variables and constants alone: rerun when those change
  std::vector<int> after;  // steps that must have finished: data, and memory used again

  /// The shapes of inputs and outputs as text, for messages and tables.
  std::string str() const;
};

/// A tensor that goes in, comes out, or outlives the run.
struct Binding {
  std::string name;
  Slot slot;
};

struct Plan {
  std::vector<Step> steps;  // in a topological order, prologue first
  std::vector<Binding> inputs, outputs;
  std::vector<Variable> variables;  // slots name them by index
  std::vector<Tensor> constants;
  std::vector<bool> written;  // for each variable: does the plan write it?
  std::int64_t arena_bytes = 0, prologue_bytes = 0;
  std::int64_t unshared_bytes = 0;  // what the arena would be if no memory were used twice

  double flops() const;
  std::int64_t bytes() const;
  std::int64_t variable_bytes() const;
  std::int64_t constant_bytes() const;
  std::int64_t input_bytes() const;
  /// Everything that the plan allocates, besides its inputs.
  std::int64_t peak_bytes() const;
};

/// Whether memory is used again. `none` is for tracing and comparing: every tensor keeps its own
/// memory, nothing is computed in place, and every node's output is an output of the plan, under
/// its own name or, if that is the name of an output of the graph, name_inside().
enum class Reuse { full, none };

inline std::string name_inside(const std::string& value) { return value + "/inside"; }

/// How activations and their gradients are stored. f16: as halves, where the kernels that write and
/// read them can; sums, variables and their gradients, inputs and results stay f32. This is chosen
/// when a graph is run: no layer knows of it.
enum class Precision { f32, f16 };

/// "fp32", "fp16"
std::string_view name_of(Precision precision);

/// Throws Error if the backend cannot store activations like this.
void expect_precision(const Backend& backend, Precision precision);

}  // namespace fovea
