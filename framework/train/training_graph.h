// The graphs of training: one whole step (forward, loss, backward, update), and the same
// network for evaluation.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "fovea/model/model.h"
#include "fovea/optim/minimize.h"
#include "fovea/plan/plan.h"

namespace fovea {

struct TrainingGraphConfig {
  double label_smoothing = 0;
  /// Images have two labels. Inputs "other_label" i32 (batch), and "label_share" f32 (batch): of the label
  /// in the loss, of which the other label has the rest. "correct" counts `label`.
  bool mixed = false;
  /// Of an example's loss, by its class; the mean is over the examples, whatever their weights. Empty: 1.
  std::vector<float> class_weights = {};
  /// Variables of the model that keep their values. A layer all of whose variables are frozen is in
  /// its form for inference: batch norm neither takes statistics of the batch nor moves its own.
  std::set<std::string> frozen = {};
  MinimizeConfig minimize = {};
};

/// One training step. Inputs "image" u8 (batch, H, W, C), "label" i32 (batch), "learning_rate"
/// f32, and "seed" i32 (2) where a layer draws random numbers. Outputs "loss" f32 (the mean over
/// the batch, with what auxiliary classifiers add), "correct" i32 and "finite" i32: 0 when the loss
/// or a gradient was not finite in this step or one before, and then the step changes nothing. The
/// rest as minimize() has it. The loss is taken before a softmax or a sigmoid at the
/// model's end: cross-entropy of the softmax, or the mean over the classes of yes or no for each.
std::unique_ptr<Graph> training_graph(const Model& model, const Optimizer& optimizer, int batch,
                                      const TrainingGraphConfig& config = {});

/// The loss scaling that goes with a precision.
LossScaling scaling_for(Precision precision);

/// Which numbers an evaluation reads: the weights, or their moving averages (average_of()).
enum class Weights { current, averaged };

/// Inputs "image" u8 (batch, H, W, C) and "label" i32 (batch). Outputs "losses" f32 (batch) and
/// "logits" f32 (batch, classes); with classes that are each true or not (ScoreKind::sigmoid)
/// "probabilities" too, of the same shape. One such class counts as two, no and yes.
std::unique_ptr<Graph> evaluation_graph(const Model& model, int batch,
                                        Weights weights = Weights::current);

}  // namespace fovea
