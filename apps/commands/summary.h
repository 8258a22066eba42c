// A model's nodes: shapes, parameters and cost, for tables, JSON and the report.
#pragma once

#include <string>
#include <vector>

#include "fovea/model/model.h"

namespace fovea::apps {

struct NodeSummary {
  std::string name, layer;
  std::vector<int> from = {};     // the nodes whose outputs it reads; -1: the model's input
  Shape weight = {};              // of its weight matrix or filter; rank 0: there is none
  TensorType output = {};         // its first output
  std::int64_t parameters = 0;    // of variables that no node before it reads
  std::int64_t output_bytes = 0;  // of all outputs
  double flops = 0;               // a multiply-add counts 2
  double multiply_adds = 0;       // of layers with a weight matrix or filter
};

struct ModelSummary {
  std::string input_name;
  TensorType input;
  std::vector<NodeSummary> nodes;         // in topological order, in inference mode
  std::int64_t parameters = 0;            // trained ones
  std::int64_t auxiliary_parameters = 0;  // of the classifiers that only training has
  std::int64_t activation_bytes = 0;      // of all outputs, if no memory were used twice
  double flops = 0, multiply_adds = 0;
};

struct ModelSize {
  std::int64_t parameters = 0;  // trained ones, without those of classifiers that only training has
  double multiply_adds = 0;     // per image
};

/// These two numbers of the summary without its nodes: fast also for many models.
ModelSize size_of(const Model& model);

/// The model with this batch size.
ModelSummary summarize(const Model& model, int batch);

}  // namespace fovea::apps
