// pca: the colours of the whole image are moved along the main axes of colours in photos
// (Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural
// Networks", 2012, 4.1).
#pragma once

#include <array>

#include "fovea/images/augment.h"

namespace fovea::datasets {

struct Pca {
  float sigma = 0.1f;
  // Of the covariance of red, green and blue, in [0, 1], over ImageNet's photos; one row per axis.
  std::array<float, 3> eigenvalues = {0.2175f, 0.0188f, 0.0045f};
  std::array<std::array<float, 3>, 3> eigenvectors = {{{-0.5675f, -0.5808f, -0.5836f},
                                                       {0.7192f, -0.0045f, -0.6948f},
                                                       {0.4009f, -0.8140f, 0.4203f}}};
};

/// Adds 255 * sum over axes of normal(axis) * sigma * eigenvalue * eigenvector, rounded once,
/// to each pixel. Only for 3 channels: gray images have no such axes. Throws Error for a
/// sigma below 0.
Augment random_pca(Pca config = {});

}  // namespace fovea::datasets
