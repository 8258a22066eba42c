// fovea train: trains a model on a data set and writes it, a checkpoint and a report into a folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/pictures/open_model.h"
#include "apps/pictures/pixel_options.h"
#include "apps/training/part_options.h"

namespace fovea::apps {

struct TrainOptions {
  PartTexts model{"lenet5"};  // names of framework/models or ONNX files
  std::string data = "mnist";
  std::string tokens;  // of a text: bytes or chars; empty: bytes, or the tokens of a saved model
  std::string backend = "auto";
  std::string precision = "fp32";
  int threads = 0;
  int epochs = 5;
  int batch = 64;
  int accumulate = 1;       // parts of a batch
  PartRates learning_rate;  // none: the optimiser's default
  PartTexts optimizer{"sgd:momentum=0.9"};
  std::string schedule = "constant";
  std::string objective;  // with its settings; empty: the model's own
  double label_smoothing = 0;
  std::string class_weights = "none";  // or balanced
  std::string sampling = "all";        // each image once per epoch, or balanced
  int patience = 0;                    // epochs without a better validation loss; 0: any number
  double clip_norm = 0;
  double ema = 0;      // decay of the moving average of the weights
  std::string freeze;  // layers and parameters that keep their weights, as in fine_tuning.h
  std::optional<double> head_learning_rate;
  std::string augment = "none";
  std::string cache;        // file or folder for decoded photos; empty: none
  double validation = 0;    // fraction of the training data
  int image_size = 0;       // pixels per side of photos in folders; 0: the model's own size
  PixelOptions pixels;      // that the model takes
  std::vector<int> hidden;  // mlp: units of each hidden layer
  std::string activation;   // of the hidden layers
  OutputOptions output;
  std::uint64_t seed = 1;
  std::filesystem::path out;     // empty: runs/<model>-<data>, with -2, -3, ... if there is a run
  std::filesystem::path resume;  // a folder of an earlier run; empty: a new run
  std::filesystem::path recipe;  // has the options that are not on the command line
  std::int64_t checkpoint_steps = 0;
  double checkpoint_seconds = 60;
  std::string memory;               // the most for a step; empty: any
  bool recompute = false;           // activations, so that a step needs less memory
  bool find_learning_rate = false;  // try rates, and train no further
  bool json = false;
  bool profile = false;                   // print a table of where a step's time goes
  std::vector<std::string> option_names;  // of those on the command line, without dashes
};

/// Returns the exit code. Throws Error.
int train(const TrainOptions& options);

}  // namespace fovea::apps
