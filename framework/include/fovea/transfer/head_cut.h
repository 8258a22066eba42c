// A classifier cut in two, to learn other classes from few examples: one part makes features from
// an image; the other is the last layer with weights, the head, which is replaced by a new one
// (transfer learning by a linear classifier on fixed features: Donahue et al., "DeCAF", ICML 2014).
//
// The head is the last dense or conv2d on the way to the model's first output. Of the layers after
// it, only those that change the shape (pooling, flattening) are built again. The others (a bias,
// an activation, a softmax) are left out: the logits of the new head are linear in its weights, so
// its loss is convex and no ReLU can stop a class from learning.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fovea/model/model.h"

namespace fovea {

class HeadCut {
 public:
  /// The model must outlive it. Throws Error naming the node for a model that cannot be cut: one
  /// without a dense or conv2d layer on which all of its output depends, or one where the layers
  /// after it fix the number of classes.
  explicit HeadCut(const Model& model);

  /// The name of the head's node; its parameters are "<head>/weight" and "<head>/bias", with
  /// classes along their first axis.
  const std::string& head() const { return head_->name; }
  /// The features of one image: f32 (1, ...). Where the head is a 1x1 convolution whose scores are
  /// averaged over the image, they are averaged already: that is the same and far smaller.
  const TensorType& features() const { return features_; }

  /// Input "image" u8 (1, H, W, C), output "features"; for inference.
  std::unique_ptr<Graph> feature_graph() const;
  /// A new head for this many classes on features (N, ...), and the layers after it: logits
  /// (N, classes), in the graph of the features.
  Value logits(Value features, int classes) const;
  /// The parameters of such a head, all 0: whatever the size of the features, its first answers
  /// are equal for all classes, and the layers below do not change until it has learnt something
  /// (as for fine-tuning in Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021,
  /// appendix B.1.1).
  std::map<std::string, Tensor> zero_head(int classes) const;
  /// The whole model with a head of one class per label, whose parameters are `head`. It gives
  /// logits, and can be saved and trained like any other.
  Model model(std::vector<std::string> labels, const std::map<std::string, Tensor>& head) const;

 private:
  void find_head();
  void check();

  const Model& model_;
  const Node* head_ = nullptr;
  std::vector<const Node*> tail_;  // after the head, in order: they are built again
  bool pooled_ = false;            // the features are averaged over the image
  TensorType features_;
};

}  // namespace fovea
