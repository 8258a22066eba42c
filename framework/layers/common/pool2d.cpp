#include "fovea/layers/common/pool2d.h"

#include "framework/layers/common/parameters.h"

namespace fovea {

TensorType pool_type(std::string_view kind, const PoolConfig& config, const TensorType& x) {
  expect_image(kind, x);
  const std::int64_t height = x.shape[1], width = x.shape[2];
  const WindowGrid grid = place_windows(config.windows(), height, width);
  if (!all_windows_inside(config.windows(), grid, height, width)) {
    throw Error(
        "the padding is so wide that a window of kernel {}x{} holds no element of the image",
        config.kernel.h, config.kernel.w);
  }
  return {{x.shape[0], grid.out_height, grid.out_width, x.shape[3]}, DType::f32};
}

KernelCall pool_call(const std::string& kernel, const PoolConfig& config, const TensorType& x,
                     const TensorType& y) {
  const Windows windows = config.windows();
  const Padding padding = place_windows(windows, x.shape[1], x.shape[2]).padding;
  Pool2dParams params{};
  params.batch = to_uint(x.shape[0]);
  params.height = to_uint(x.shape[1]);
  params.width = to_uint(x.shape[2]);
  params.channels = to_uint(x.shape[3]);
  params.out_height = to_uint(y.shape[1]);
  params.out_width = to_uint(y.shape[2]);
  params.kernel_h = to_uint(windows.kernel.h);
  params.kernel_w = to_uint(windows.kernel.w);
  params.stride_h = to_uint(windows.stride.h);
  params.stride_w = to_uint(windows.stride.w);
  params.dilation_h = to_uint(windows.dilation.h);
  params.dilation_w = to_uint(windows.dilation.w);
  params.pad_top = to_uint(padding.top);
  params.pad_left = to_uint(padding.left);
  params.pad_bottom = to_uint(padding.bottom);
  params.pad_right = to_uint(padding.right);
  params.count_padding = uint{config.count_include_pad};
  const double window = static_cast<double>(windows.kernel.h) * windows.kernel.w;
  return {kernel, params, static_cast<double>(y.shape.count()) * window};
}

}  // namespace fovea
