// Runs a small graph on the reference and the CPU backend with numbers written by hand; also other
// parts that the layers' tests share.
#pragma once

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>
#include <vector>

#include "fovea/cpu/cpu.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "tests/support/message.h"

namespace fovea {

using Numbers = std::map<std::string, std::vector<float>>;

/// The first output of the graph in inference mode, for these f32 inputs and variables by name.
/// Checks that both backends agree.
inline std::vector<float> run_layer(const Graph& graph, const Numbers& inputs,
                                    const Numbers& variables = {}) {
  reference::ReferenceBackend reference;
  cpu::CpuBackend cpu({.threads = 2});
  std::vector<std::vector<float>> results;
  for (Backend* backend : {static_cast<Backend*>(&reference), static_cast<Backend*>(&cpu)}) {
    std::map<std::string, std::unique_ptr<Graph>> graphs;
    graphs["run"] = in_mode(graph, Mode::inference);
    Graph& built = *graphs.at("run");
    const std::string first = built.outputs().front().first;
    Feed feed;
    for (const auto& [name, values] : inputs) {
      feed[name] = Tensor::of<float>(built.find_input(name).shape(), values);
    }
    std::map<std::string, Tensor> state;
    for (const auto& [name, values] : variables) {
      state[name] = Tensor::of<float>(built.find_variable(name).shape(), values);
    }
    Session session(*backend, std::move(graphs));
    session.restore(state);
    const Tensor y = session.run("run", feed).at(first);
    results.emplace_back(y.as<float>().begin(), y.as<float>().end());
  }
  for (size_t i = 0; i < results[0].size(); ++i) {
    BOOST_TEST(results[0][i] == results[1][i], boost::test_tools::tolerance(1e-5f));
  }
  return results[0];
}

using test::message_of;

}  // namespace fovea
