// Opens the model with its weights for the MODEL argument of a command.
#pragma once

#include <cstdint>
#include <string>

#include "fovea/models/models.h"

namespace fovea::apps {

/// Whether the argument means an ONNX file, not a name of framework/models.
bool is_model_file(const std::string& name_or_file);

/// Throws Error unless it is one.
void expect_model_file(const std::string& name_or_file);

/// The images (H, W, C) that a model of framework/models is made for; with `side` pixels per side
/// instead, if that is not 0. For an unknown name: the usual size.
Shape image_of(const std::string& name, int side = 0);

/// The same, or nothing if `side` is 0.
Shape image_option(const std::string& name, int side);

/// Loads an ONNX file; `image_size`, if not 0, is in pixels per side, for a file that
/// leaves it open.
Model open_file(const std::string& file, int image_size = 0);

/// Loads an ONNX file, or makes a model of framework/models with the starting weights of `seed`.
/// Throws Error for an unknown name, with the nearest, and for options that do not fit a file.
Model open_model(const std::string& name_or_file, const models::ModelOptions& options = {},
                 std::uint64_t seed = 1);

/// The same, but a model of framework/models has no weights yet: drawing those of a large one takes
/// seconds, and they are not needed to look at its layers.
Model open_model_layers(const std::string& name_or_file, const models::ModelOptions& options = {});

/// What a command was told about a classifier's output.
struct OutputOptions {
  std::string name;                 // of the output; empty: the first
  std::string scores;               // logits, softmax or sigmoid; empty: from the graph
  const char* option = "--output";  // the command's name for this option
};

/// Throws Error for a model that was trained for something else than classes, unless the model says
/// what its scores are.
void expect_classes(const Model& model);

/// Puts these options into the model. Says on stderr which of several outputs is used and, if the
/// graph does not show it, what its numbers are taken to be. Throws Error for a name that is not an
/// output and for an output that holds no scores, with the MODEL argument of the command.
void choose_output(Model& model, const OutputOptions& options, const std::string& model_argument);

}  // namespace fovea::apps
