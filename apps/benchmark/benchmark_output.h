// What a benchmark prints: tables for people, or JSON lines.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/benchmark/benchmark_comparison.h"
#include "apps/benchmark/benchmark_result.h"

namespace fovea::apps {

/// What is measured, for headings: the model's name, or the layer.
std::string subject(const BenchmarkOptions& options);

nlohmann::ordered_json machine_json(const BenchmarkResult& result);
nlohmann::ordered_json result_json(const BenchmarkResult& result, const BenchmarkOptions& options);

/// `earlier`: null if there is nothing to compare with.
void print_results(const BenchmarkOptions& options, const std::vector<BenchmarkResult>& results,
                   const EarlierBenchmark* earlier);

}  // namespace fovea::apps
