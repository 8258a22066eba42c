// What graphs around a classifier have in common: its input out of pixels, its scores as rows.
#pragma once

#include "fovea/model/model.h"

namespace fovea {

/// A new input "image" u8 (batch, H, W, C) of the graph, and out of it the model's input as its
/// preprocessing says, the node "normalized". One mean or deviation stands for all channels. Throws
/// Error for a model that takes no images.
Value normalized_image(const Model& model, Graph& graph, int batch,
                       const std::string& name = "normalized");

/// (N, classes) out of scores for each place of an image, too, which are averaged.
Value score_rows(Value scores);

/// Logits (N, classes) of what the graph has for `scores.source`, in a graph of another image size,
/// too.
Value score_logits(Value source, const Scores& scores);

/// The same of a graph that holds the model's network in the model's own image size; `rewriter` has
/// put it there.
Value score_logits(Rewriter& rewriter, const Scores& scores);

/// Logits of two classes, no and yes, out of those of one, (N, 1).
Value no_and_yes(Value logits);

}  // namespace fovea
