// Convolutions of all forms.
#include "tests/compare/pieces.h"

#include "fovea/layers/conv2d.h"
#include "fovea/layers/conv_transpose.h"

namespace fovea {

namespace {

Value any_conv2d(Value x, Dice& dice) {
  const int channels = extent(x, 3);
  Conv2dConfig config;
  config.channels = dice.of(std::vector{1, 2, 3, 5, 8, 17});
  config.kernel = {dice.from(1, std::min(5, extent(x, 1))),
                   dice.from(1, std::min(4, extent(x, 2)))};
  config.stride = {dice.from(1, 2), dice.from(1, 3)};
  config.padding = {dice.below(3), dice.below(2), dice.below(2), dice.below(3)};
  config.bias = !dice.chance(3);
  if (dice.chance(4)) {
    config.padding = dice.chance(2) ? Same::upper : Same::lower;
  } else if (dice.chance(3) && extent(x, 1) >= 5 && extent(x, 2) >= 5) {
    config.kernel = {3, 2};
    config.dilation = {2, 3};
  }
  if (dice.chance(3)) {  // depthwise, with one or two filters per channel
    config.groups = channels;
    config.channels = channels * dice.from(1, 2);
  } else if (channels % 2 == 0 && dice.chance(2)) {
    config.groups = 2;
    config.channels = 2 * dice.from(1, 5);
  }
  return conv2d(x, config);
}

Value any_conv_transpose(Value x, Dice& dice) {
  if (extent(x, 1) > 12 || extent(x, 2) > 12) return x;
  return conv_transpose(x, {.channels = dice.of(std::vector{1, 3, 6}),
                            .kernel = {dice.from(1, 3), dice.from(2, 3)},
                            .stride = {dice.from(1, 2), 2}});
}

}  // namespace

void register_convolutions(PieceTable& table) {
  table.same_shape.push_back([](Value x, Dice&) {
    return conv2d(x, {.channels = extent(x, 3), .kernel = 3, .padding = Same::upper});
  });
  table.others.push_back(any_conv2d);
  table.others.push_back(any_conv2d);
  table.others.push_back(any_conv_transpose);
}

}  // namespace fovea
