// Chapter 6. A convolution puts one small filter on every place of a picture. These two (Sobel's)
// look for edges: one finds places that get brighter from left to right, the other from top to
// bottom. Where the picture is flat, both say 0. If the picture moves, the answer moves with it.
#include "fovea/cpu/cpu.h"
#include "fovea/layers/conv2d.h"
#include "fovea/runtime/session.h"

using namespace fovea;

constexpr std::int64_t side = 10;

// A bright square of 5x5 on black, with its upper left corner at (top, left).
static Tensor square(int top, int left) {
  Tensor picture(Shape{1, side, side, 1}, DType::f32);
  for (int y = top; y < top + 5; ++y)
    for (int x = left; x < left + 5; ++x)
      picture.as<float>()[static_cast<size_t>(y * side + x)] = 1;
  return picture;
}

static void show(const char* title, const Tensor& images, int channel) {
  fmt::print("{}\n", title);
  const auto channels = static_cast<int>(images.shape()[3]);
  for (int y = 0; y < side; ++y, fmt::print("\n"))
    for (int x = 0; x < side; ++x)
      fmt::print("{:3}",
                 images.as<float>()[static_cast<size_t>((y * side + x) * channels + channel)]);
}

int main() {
  Model model;
  const Value image = model.graph->input("image", {Shape{1, side, side, 1}});
  const Value edges =
      conv2d(image, {.channels = 2, .kernel = 3, .padding = 1, .bias = false, .name = "edges"});
  model.graph->output("edges", edges);
  model.weights["edges/weight"] = Tensor::of<float>({2, 3, 3, 1}, {-1, 0, 1, -2, 0, 2, -1, 0, 1,  //
                                                                   -1, -2, -1, 0, 0, 0, 1, 2, 1});
  cpu::CpuBackend backend;
  Session session(backend, model);
  const Tensor here = session.run("run", {{"image", square(2, 2)}}).at("edges").clone();
  const Tensor moved = session.run("run", {{"image", square(3, 3)}}).at("edges").clone();
  show("A picture:", square(2, 2), 0);
  show("Where it gets brighter from left to right, and darker (below 0):", here, 0);

  const auto at = [](const Tensor& t, int y, int x, int filter) {
    return t.as<float>()[static_cast<size_t>((y * side + x) * 2 + filter)];
  };
  const bool flat_is_0 = at(here, 4, 4, 0) == 0 && at(here, 4, 4, 1) == 0;
  const bool marks_edges =
      at(here, 4, 2, 0) == 4 && at(here, 4, 6, 0) == -4 && at(here, 2, 4, 1) == 4;
  bool moves = true;
  for (int y = 1; y < side; ++y)
    for (int x = 1; x < side; ++x)
      for (const int filter : {0, 1})
        moves &= at(moved, y, x, filter) == at(here, y - 1, x - 1, filter);
  fmt::print("The square moved: the answer {}.\n", moves ? "moved with it" : "is another");
  fmt::print("Two filters have {} weights, a dense layer with as many outputs has {}.\n", 2 * 9,
             side * side * side * side * 2);
  return flat_is_0 && marks_edges && moves ? 0 : 1;
}
