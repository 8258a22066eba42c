#version 460
#extension GL_GOOGLE_include_directive : require
// Combines the means and squares of the splits, in order (Chan, Golub, LeVeque, "Updating Formulae
// and a Pairwise Algorithm for Computing Sample Variances", 1979).
// dispatch: batch_norm_channel_work_size(BatchNormParams)
// then: batch_norm_train_apply
// tile: 128 1 1
#include "backends/vulkan/shapes/batch_norm.h"
#define PARAMS BatchNormParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.channels; }
void element(uint c) {
  const uint rows = block.params.rows, channels = block.params.channels, splits = row_splits(rows);
  const uint each = (rows + splits - 1) / splits;
  float mean = 0, squares = 0;
  uint count = 0;
  for (uint split = 0; split < splits && count < rows; ++split) {
    const uint more = min(each, rows - count);
    const float share = float(more) / float(count + more);
    const float difference = SCRATCH[split * channels + c] - mean;
    mean += difference * share;
    squares += SCRATCH[(splits + split) * channels + c] +
               difference * difference * float(count) * share;
    count += more;
  }
  OUT(1)[c] = mean;
  OUT(2)[c] = 1.0 / sqrt(squares / float(rows) + block.params.epsilon);
  OUT(3)[c] = squares / float(max(rows, 2u) - 1);
}
#include "backends/vulkan/glsl/elementwise.glsl"
