// Lists the Vulkan devices and computes relu on each; without devices it has nothing to do.
#include <fovea/fovea.h>
#include <cstdio>

using namespace fovea;

int main() {
  const auto devices = vulkan::devices();
  for (std::size_t i = 0; i < devices.size(); ++i) {
    std::printf("%zu: %s (%s)\n", i, devices[i].name.c_str(), devices[i].kind.c_str());
    vulkan::VulkanBackend backend({.device = std::to_string(i), .cache = "cache"});
    auto graph = std::make_unique<Graph>();
    graph->output("y", relu(graph->input("x", {Shape{3}})));
    Session session(backend, std::move(graph));
    const Tensor x = Tensor::of<float>(Shape{3}, {-1, 0, 2});
    const Tensor y = session.run("run", {{"x", x}}).at("y");
    if (y.as<float>()[0] != 0 || y.as<float>()[2] != 2) return 1;
  }
  return 0;
}
