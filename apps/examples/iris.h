// Two species of the iris data: 50 iris versicolor, then 50 iris virginica, with the length and
// width of sepal and petal of each flower in cm. Measured by Edgar Anderson, published by R. A.
// Fisher, "The Use of Multiple Measurements in Taxonomic Problems", Annals of Eugenics, 1936; the
// numbers are those of scikit-learn's iris.csv, which follows Fisher's paper.
#pragma once

#include <array>
#include <span>
#include <vector>

constexpr std::array<std::array<float, 4>, 100> iris = {{
    {7.0f, 3.2f, 4.7f, 1.4f}, {6.4f, 3.2f, 4.5f, 1.5f}, {6.9f, 3.1f, 4.9f, 1.5f},
    {5.5f, 2.3f, 4.0f, 1.3f}, {6.5f, 2.8f, 4.6f, 1.5f}, {5.7f, 2.8f, 4.5f, 1.3f},
    {6.3f, 3.3f, 4.7f, 1.6f}, {4.9f, 2.4f, 3.3f, 1.0f}, {6.6f, 2.9f, 4.6f, 1.3f},
    {5.2f, 2.7f, 3.9f, 1.4f}, {5.0f, 2.0f, 3.5f, 1.0f}, {5.9f, 3.0f, 4.2f, 1.5f},
    {6.0f, 2.2f, 4.0f, 1.0f}, {6.1f, 2.9f, 4.7f, 1.4f}, {5.6f, 2.9f, 3.6f, 1.3f},
    {6.7f, 3.1f, 4.4f, 1.4f}, {5.6f, 3.0f, 4.5f, 1.5f}, {5.8f, 2.7f, 4.1f, 1.0f},
    {6.2f, 2.2f, 4.5f, 1.5f}, {5.6f, 2.5f, 3.9f, 1.1f}, {5.9f, 3.2f, 4.8f, 1.8f},
    {6.1f, 2.8f, 4.0f, 1.3f}, {6.3f, 2.5f, 4.9f, 1.5f}, {6.1f, 2.8f, 4.7f, 1.2f},
    {6.4f, 2.9f, 4.3f, 1.3f}, {6.6f, 3.0f, 4.4f, 1.4f}, {6.8f, 2.8f, 4.8f, 1.4f},
    {6.7f, 3.0f, 5.0f, 1.7f}, {6.0f, 2.9f, 4.5f, 1.5f}, {5.7f, 2.6f, 3.5f, 1.0f},
    {5.5f, 2.4f, 3.8f, 1.1f}, {5.5f, 2.4f, 3.7f, 1.0f}, {5.8f, 2.7f, 3.9f, 1.2f},
    {6.0f, 2.7f, 5.1f, 1.6f}, {5.4f, 3.0f, 4.5f, 1.5f}, {6.0f, 3.4f, 4.5f, 1.6f},
    {6.7f, 3.1f, 4.7f, 1.5f}, {6.3f, 2.3f, 4.4f, 1.3f}, {5.6f, 3.0f, 4.1f, 1.3f},
    {5.5f, 2.5f, 4.0f, 1.3f}, {5.5f, 2.6f, 4.4f, 1.2f}, {6.1f, 3.0f, 4.6f, 1.4f},
    {5.8f, 2.6f, 4.0f, 1.2f}, {5.0f, 2.3f, 3.3f, 1.0f}, {5.6f, 2.7f, 4.2f, 1.3f},
    {5.7f, 3.0f, 4.2f, 1.2f}, {5.7f, 2.9f, 4.2f, 1.3f}, {6.2f, 2.9f, 4.3f, 1.3f},
    {5.1f, 2.5f, 3.0f, 1.1f}, {5.7f, 2.8f, 4.1f, 1.3f}, {6.3f, 3.3f, 6.0f, 2.5f},
    {5.8f, 2.7f, 5.1f, 1.9f}, {7.1f, 3.0f, 5.9f, 2.1f}, {6.3f, 2.9f, 5.6f, 1.8f},
    {6.5f, 3.0f, 5.8f, 2.2f}, {7.6f, 3.0f, 6.6f, 2.1f}, {4.9f, 2.5f, 4.5f, 1.7f},
    {7.3f, 2.9f, 6.3f, 1.8f}, {6.7f, 2.5f, 5.8f, 1.8f}, {7.2f, 3.6f, 6.1f, 2.5f},
    {6.5f, 3.2f, 5.1f, 2.0f}, {6.4f, 2.7f, 5.3f, 1.9f}, {6.8f, 3.0f, 5.5f, 2.1f},
    {5.7f, 2.5f, 5.0f, 2.0f}, {5.8f, 2.8f, 5.1f, 2.4f}, {6.4f, 3.2f, 5.3f, 2.3f},
    {6.5f, 3.0f, 5.5f, 1.8f}, {7.7f, 3.8f, 6.7f, 2.2f}, {7.7f, 2.6f, 6.9f, 2.3f},
    {6.0f, 2.2f, 5.0f, 1.5f}, {6.9f, 3.2f, 5.7f, 2.3f}, {5.6f, 2.8f, 4.9f, 2.0f},
    {7.7f, 2.8f, 6.7f, 2.0f}, {6.3f, 2.7f, 4.9f, 1.8f}, {6.7f, 3.3f, 5.7f, 2.1f},
    {7.2f, 3.2f, 6.0f, 1.8f}, {6.2f, 2.8f, 4.8f, 1.8f}, {6.1f, 3.0f, 4.9f, 1.8f},
    {6.4f, 2.8f, 5.6f, 2.1f}, {7.2f, 3.0f, 5.8f, 1.6f}, {7.4f, 2.8f, 6.1f, 1.9f},
    {7.9f, 3.8f, 6.4f, 2.0f}, {6.4f, 2.8f, 5.6f, 2.2f}, {6.3f, 2.8f, 5.1f, 1.5f},
    {6.1f, 2.6f, 5.6f, 1.4f}, {7.7f, 3.0f, 6.1f, 2.3f}, {6.3f, 3.4f, 5.6f, 2.4f},
    {6.4f, 3.1f, 5.5f, 1.8f}, {6.0f, 3.0f, 4.8f, 1.8f}, {6.9f, 3.1f, 5.4f, 2.1f},
    {6.7f, 3.1f, 5.6f, 2.4f}, {6.9f, 3.1f, 5.1f, 2.3f}, {5.8f, 2.7f, 5.1f, 1.9f},
    {6.8f, 3.2f, 5.9f, 2.3f}, {6.7f, 3.3f, 5.7f, 2.5f}, {6.7f, 3.0f, 5.2f, 2.3f},
    {6.3f, 2.5f, 5.0f, 1.9f}, {6.5f, 3.0f, 5.2f, 2.0f}, {6.2f, 3.4f, 5.4f, 2.3f},
    {5.9f, 3.0f, 5.1f, 1.8f},
}};

/// (measurement - mean) / standard deviation of each column, row by row.
inline std::vector<float> standardized_iris() {
  constexpr std::array mean = {6.262f, 2.872f, 4.906f, 1.676f};
  constexpr std::array deviation = {0.660f, 0.331f, 0.821f, 0.423f};
  std::vector<float> values;
  for (const auto& flower : iris) {
    for (size_t i = 0; i < 4; ++i) values.push_back((flower[i] - mean[i]) / deviation[i]);
  }
  return values;
}
