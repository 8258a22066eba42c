// The reference's Winograd kernels give, in double, the same as its conv2d and the gradients.
#include "fovea/kernels/conv2d_winograd.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/core/random.h"
#include "fovea/plan/make_plan.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "tests/support/convolution_graph.h"
#include "tests/support/winograd_backend.h"

using namespace fovea;

namespace {

Tensor random_tensor(const TensorType& type, std::uint32_t stream) {
  Tensor tensor(type);
  const Random random(11, stream);
  std::uint64_t i = 0;
  for (float& value : tensor.as<float>()) value = 2 * random.uniform(i++) - 1;
  return tensor;
}

struct Problem {
  Graph graph;
  Feed feed;

  Problem(const Shape& shape, const Conv2dConfig& config, bool successors) {
    add_convolution(graph, shape, config, successors);
    for (const int id : graph.inputs()) {
      const ValueInfo& info = graph.info(id);
      feed[info.name] = random_tensor(info.type, stream_of(info.name));
    }
  }

  Results run(Backend& backend, int winograds) const {
    const auto fused = optimize(graph, backend);
    const Plan plan = make_plan(*fused, backend);
    const auto by_winograd = [](const Step& step) {
      return step.kernel.starts_with("conv2d_winograd") && step.kernel != "conv2d_winograd_weight";
    };
    BOOST_TEST(std::ranges::count_if(plan.steps, by_winograd) == winograds);
    const auto state = backend.make_state(plan.variables);
    for (const Variable& variable : plan.variables) {
      state->write(variable.name, random_tensor(variable.type, stream_of(variable.name)));
    }
    const auto executable = backend.load(plan, *state);
    return executable->wait(executable->submit(feed));
  }
};

void check(const Shape& x, const Conv2dConfig& config, bool successors = false) {
  reference::ReferenceBackend direct(DType::f64);
  const Problem problem(x, config, successors);
  const Results expected = problem.run(direct, 0);
  const bool three = config.kernel == 3;
  for (const auto& [tile, fused] : {std::pair{2u, false}, {2u, true}, {4u, false}, {4u, true}}) {
    if (tile == 4 && !three) continue;
    WinogradBackend backend(direct, tile, fused, three ? 3 : 5);
    const Results actual = problem.run(backend, three ? 3 : 2);
    for (const auto& [name, tensor] : expected) {
      const auto a = tensor.as<double>(), b = actual.at(name).as<double>();
      for (size_t i = 0; i < a.size(); ++i) {
        if (std::abs(a[i] - b[i]) <= 1e-10) continue;
        BOOST_ERROR(fmt::format("{} -> {}, tile {}: {}[{}] is {:.12g}, not {:.12g}", x.str(),
                                config.channels, tile, name, i, b[i], a[i]));
        break;
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(conv2d_winograd)

BOOST_AUTO_TEST_CASE(is_conv2d_and_its_gradients) {
  for (const int channels : {1, 3, 17}) {
    for (const int outputs : {1, 3, 17}) {
      for (const int padding : {0, 1, 2}) {
        check({2, 5, 7, channels},
              {.channels = outputs, .kernel = 3, .padding = padding, .bias = padding != 1});
      }
    }
  }
}

// Its gradient of the weight is left as it is.
BOOST_AUTO_TEST_CASE(five_taps) {
  for (const int padding : {0, 1, 2, 4}) {
    check({2, 5, 7, 3}, {.channels = 4, .kernel = 5, .padding = padding, .bias = padding != 1});
  }
  for (const int height : {1, 2, 9}) {
    check({1, height, 6, 2}, {.channels = 3, .kernel = 5, .padding = {4, 1, 3, 2}}, true);
  }
}

BOOST_AUTO_TEST_CASE(heights_and_widths) {
  for (const int height : {1, 3, 4, 9}) {
    for (const int width : {2, 6, 11}) {
      check({1, height, width, 2}, {.channels = 3, .kernel = 3, .padding = {2, 1, 1, 2}});
    }
  }
}

BOOST_AUTO_TEST_CASE(with_its_successors) {
  check({3, 6, 5, 3}, {.channels = 5, .kernel = 3, .padding = 1}, true);
}

// Convolutions that do not fit the formula are not changed.
BOOST_AUTO_TEST_CASE(leaves_other_convolutions_alone) {
  reference::ReferenceBackend direct(DType::f64);
  WinogradBackend backend(direct, 4);
  const Conv2dConfig fits{.channels = 4, .kernel = 3, .padding = 1};
  std::vector<Conv2dConfig> others(5, fits);
  others[0].kernel = {3, 1};
  others[1].kernel = 5;
  others[2].stride = {1, 2};
  others[3].dilation = {2, 1};
  others[4].groups = 2;
  Problem({1, 9, 9, 4}, fits, false).run(backend, 3);
  for (const Conv2dConfig& config : others) Problem({1, 9, 9, 4}, config, false).run(backend, 0);
  // The input's gradient is a convolution as long as the padding is not wider than the taps reach.
  Problem({1, 9, 9, 4}, {.channels = 4, .kernel = 3, .padding = 3}, false).run(backend, 2);
}

BOOST_AUTO_TEST_SUITE_END()
