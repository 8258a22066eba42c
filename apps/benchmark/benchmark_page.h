// The results of a benchmark as a page.
#pragma once

#include <string>
#include <vector>

#include "apps/benchmark/benchmark_result.h"

namespace fovea::apps {

/// The page: bars by backend, a roofline for each, the nodes. One HTML file that needs
/// nothing else.
std::string benchmark_page(const BenchmarkOptions& options, const std::string& model,
                           const std::vector<BenchmarkResult>& results);

}  // namespace fovea::apps
