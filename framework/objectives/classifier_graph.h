// What graphs around a classifier have in common: they make its input from pixels, and rows from
// its scores.
#pragma once

#include "fovea/graph/rewriter.h"
#include "fovea/model/model.h"

namespace fovea {

/// Adds the input "image" u8 (batch, H, W, C) to the graph and makes the model's input from it, as
/// its preprocessing says: the node "normalized". One mean or deviation is used for all channels.
/// Throws Error for a model that takes no images.
Value normalized_image(const Model& model, Graph& graph, int batch,
                       const std::string& name = "normalized");

/// Scores as (N, classes). If there are scores for each place of an image, they are averaged.
Value score_rows(Value scores);

/// Logits (N, classes) from the graph's value for `scores.source`; the graph may have another
/// image size.
Value score_logits(Value source, const Scores& scores);

/// The same for a graph that holds the model's network in the model's own image size; `rewriter`
/// has put it there.
Value score_logits(Rewriter& rewriter, const Scores& scores);

/// Logits of two classes, no and yes, from those of one, (N, 1).
Value no_and_yes(Value logits);

}  // namespace fovea
