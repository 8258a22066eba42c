// From the MODEL argument of a command to a model with weights.
#pragma once

#include <cstdint>
#include <string>

#include "fovea/models/models.h"

namespace fovea::apps {

/// Whether the argument means an ONNX file rather than a name of framework/models.
bool is_model_file(const std::string& name_or_file);

/// Throws Error unless it is one.
void expect_model_file(const std::string& name_or_file);

/// The images (H, W, C) that a model of framework/models is made for; with `side` pixels a side
/// instead where that is not 0. Of a name that is none, what most are made for.
Shape image_of(const std::string& name, int side = 0);

/// The same, or nothing where `side` is 0.
Shape image_given(const std::string& name, int side);

/// Loads an ONNX file; `image_size` in pixels a side, if not 0, for one that leaves it open.
Model open_file(const std::string& file, int image_size = 0);

/// Loads an ONNX file, or makes a model of framework/models with the starting weights of `seed`.
/// Throws Error for an unknown name, with the nearest, and for options that a file cannot take.
Model open_model(const std::string& name_or_file, const models::ModelOptions& options = {},
                 std::uint64_t seed = 1);

/// The same, but a model of framework/models has no weights yet: drawing those of a large one
/// takes seconds, and who only looks at its layers needs none.
Model open_model_layers(const std::string& name_or_file, const models::ModelOptions& options = {});

/// What a command was told about a classifier's output.
struct OutputOptions {
  std::string name;                 // of the output; empty: the first
  std::string scores;               // logits, softmax or sigmoid; empty: as the graph says
  const char* option = "--output";  // what the command calls the option with the name
};

/// Throws Error for a model that was trained for other things than classes, unless its scores are
/// said to be some.
void expect_classes(const Model& model);

/// Puts what was told into the model, and says on stderr which of several outputs was taken, and
/// what its numbers are taken for where the graph does not say. Throws Error for a name that is no
/// output and for an output that holds no scores, with the MODEL argument of the command.
void choose_output(Model& model, const OutputOptions& options, const std::string& model_argument);

}  // namespace fovea::apps
