// fovea benchmark: what it prints and refuses. How fast anything is has no place in a test.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "apps/benchmark/benchmark_workload.h"
#include "fovea/cpu/cpu.h"
#include "fovea/reference/reference.h"
#include "tests/support/program.h"

using namespace fovea;

namespace {

const char* const quick = " --batch 2 --ms 1 --rounds 1 ";

std::vector<nlohmann::json> json_lines(const std::string& arguments) {
  const Finished run = run_program(arguments);
  BOOST_TEST_INFO_SCOPE(arguments << " printed: " << run.err);
  BOOST_TEST(run.status == 0);
  std::vector<nlohmann::json> objects;
  std::istringstream stream(run.out);
  for (std::string line; std::getline(stream, line);)
    objects.push_back(nlohmann::json::parse(line));
  return objects;
}

void check_refused(const std::string& arguments, int status, const std::string& part) {
  const Finished run = run_program("benchmark " + arguments);
  BOOST_TEST_INFO_SCOPE(arguments << " printed: " << run.err);
  BOOST_TEST(run.status == status);
  BOOST_TEST(run.out == "");
  BOOST_TEST(run.err.find("fovea: ") != std::string::npos);
  BOOST_TEST(run.err.find(part) != std::string::npos);
}

// The sum over the results of a convolution with this noise in all its tensors, by plain loops.
struct NoisyConv {
  int n, ic, oc, h, w, k, stride, pad;
  int oh = (h + 2 * pad - k) / stride + 1, ow = (w + 2 * pad - k) / stride + 1;

  static double noise(size_t i) {
    std::uint32_t hash = static_cast<std::uint32_t>(i) * 2654435761U;
    hash ^= hash >> 15;
    return (hash >> 8) / 16777216.0 - 0.5;
  }

  // Calls body(place in x, in weight, in y), all of them (N, C, H, W) or (O, I, k, k).
  template <typename Body>
  void for_products(const Body& body) const {
    for (int b = 0; b < n; ++b)
      for (int o = 0; o < oc; ++o)
        for (int y = 0; y < oh; ++y)
          for (int x = 0; x < ow; ++x)
            for (int c = 0; c < ic; ++c)
              for (int i = 0; i < k; ++i)
                for (int j = 0; j < k; ++j) {
                  const int row = y * stride + i - pad, column = x * stride + j - pad;
                  if (row < 0 || row >= h || column < 0 || column >= w) continue;
                  body(((b * ic + c) * h + row) * w + column, ((o * ic + c) * k + i) * k + j,
                       ((b * oc + o) * oh + y) * ow + x);
                }
  }

  double products() const { return double(n) * oc * oh * ow * ic * k * k; }

  double sum(const std::string& direction) const {
    std::map<int, double> results;
    for (int i = 0; direction == "fwd" && i < n * oc * oh * ow; ++i) {
      results[i] = noise(static_cast<size_t>(i / (oh * ow) % oc));
    }
    for_products([&](int x, int weight, int y) {
      const auto of = [](int i) { return noise(static_cast<size_t>(i)); };
      if (direction == "fwd") results[y] += of(x) * of(weight);
      if (direction == "bwd_d") results[x] += of(y) * of(weight);
      if (direction == "bwd_w") results[weight] += of(x) * of(y);
    });
    double total = 0;
    for (const auto& [place, value] : results) total += std::abs(value);
    return total;
  }
};

// The fault of a page whose elements are not closed in the right order; "" if there is none.
std::string fault_of(const std::string& html) {
  std::vector<std::string> open;
  const std::regex tag(R"(<(/?)([a-z0-9]+)((?:\s+[a-zA-Z][a-zA-Z0-9-]*='[^'<]*')*)\s*(/?)>)");
  for (size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    if (html.compare(at, 2, "<!") == 0) continue;
    std::smatch match;
    const std::string rest = html.substr(at, 600);
    if (!std::regex_search(rest, match, tag, std::regex_constants::match_continuous)) {
      return "no tag: " + rest.substr(0, 80);
    }
    if (match[4] == "/") continue;
    if (match[1] != "/") {
      open.push_back(match[2]);
    } else if (open.empty() || open.back() != match[2]) {
      return "closes what is not open: " + rest.substr(0, 80);
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : "not closed: " + open.back();
}

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(benchmark)

BOOST_AUTO_TEST_CASE(json_holds_what_a_comparison_reads) {
  const auto lines = json_lines(
      std::string("benchmark infer --model lenet5 --backend cpu,reference --json") + quick);
  BOOST_REQUIRE(lines.size() == 4);
  for (size_t i = 0; i < 2; ++i) {
    BOOST_TEST(lines[i].at("record") == "machine");
    BOOST_TEST(lines[i].at("gflops_per_second").get<double>() > 0);
    BOOST_TEST(lines[i].at("gbytes_per_second").get<double>() > 0);
  }
  for (size_t i = 2; i < 4; ++i) {
    const nlohmann::json& line = lines[i];
    BOOST_TEST(line.at("record") == "benchmark");
    BOOST_TEST(line.at("backend") == (i == 2 ? "cpu" : "reference"));
    BOOST_TEST(line.at("batch") == 2);
    BOOST_TEST(line.at("reps").get<int>() >= 5);
    double last = 0;
    for (const char* key : {"ms_min", "ms_p10", "ms_median", "ms_p90", "ms_p99", "ms_max"}) {
      BOOST_TEST(line.at(key).get<double>() >= last);
      last = line.at(key).get<double>();
    }
    BOOST_TEST(line.at("ms_first").get<double>() > 0);
    const double calls = 1000 / line.at("ms_median").get<double>();
    BOOST_TEST(line.at("images_per_second").get<double>() == 2 * calls,
               boost::test_tools::tolerance(1e-9));
    // LeNet-5 by hand: 2 * (28*28*6*25 + 10*10*16*150 + 400*120 + 120*84 + 84*10) operations in its
    // sums, plus the comparisons of pooling.
    const double flops = line.at("gflops_per_second").get<double>() * 1e9 / calls / 2;
    BOOST_TEST(flops >= 833040);
    BOOST_TEST(flops < 833040 * 1.02);
    BOOST_TEST(line.at("peak_bytes").get<double>() > 61706 * 4);  // the weights at least
    for (const char* key : {"share_of_peak", "gbytes_per_second", "share_of_bandwidth"}) {
      BOOST_TEST(line.at(key).get<double>() > 0);
    }
  }
  // The backends computed the same thing.
  BOOST_TEST(lines[2].at("out_abs_sum").get<double>() == lines[3].at("out_abs_sum").get<double>(),
             boost::test_tools::tolerance(1e-4));
}

BOOST_AUTO_TEST_CASE(a_training_step_is_a_benchmark_too, *boost::unit_test::label("release_only")) {
  const auto lines =
      json_lines(std::string("benchmark train --model lenet5 --backend cpu --json") + quick);
  BOOST_REQUIRE(lines.size() == 2);
  BOOST_TEST(lines[1].at("what") == "train");
  BOOST_TEST(!lines[1].contains("out_abs_sum"));
  // Forward, and twice as much backward, without the first layer's input gradient.
  const double flops = lines[1].at("gflops_per_second").get<double>() * 1e6 *
                       lines[1].at("ms_median").get<double>() / 2;
  BOOST_TEST(flops > 2.5 * 833040);
  BOOST_TEST(flops < 4 * 833040);
}

BOOST_AUTO_TEST_CASE(a_single_convolution_computes_what_its_name_says) {
  reference::ReferenceBackend reference;
  cpu::CpuBackend cpu({.threads = 2});
  for (const NoisyConv& conv : {NoisyConv{2, 3, 4, 5, 7, 3, 2, 1},
                                {1, 16, 16, 14, 15, 3, 1, 1},
                                {3, 5, 2, 4, 3, 1, 1, 0}}) {
    for (const std::string direction : {"fwd", "bwd_d", "bwd_w"}) {
      for (Backend* backend : {static_cast<Backend*>(&reference), static_cast<Backend*>(&cpu)}) {
        apps::Workload work(
            {direction, conv.ic, conv.oc, conv.h, conv.w, conv.k, conv.stride, conv.pad}, conv.n,
            *backend);
        for (int call = 0; call < 2; ++call) {  // a second call changes nothing
          BOOST_TEST(work.abs_sum(work.run()).value() == conv.sum(direction),
                     boost::test_tools::tolerance(1e-5));
        }
        // All work of a call is done in the call, not at the start.
        BOOST_TEST(work.flops() >= 2.0 * conv.products());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_single_convolution_is_a_benchmark_too,
                     *boost::unit_test::label("release_only")) {
  const auto lines = json_lines(
      "benchmark conv --dir bwd_w --batch 2 --ic 3 --oc 4 --h 5 --w 7 --k 3 --stride 2 --pad 1 "
      "--ms 1 --rounds 2 --json");
  BOOST_REQUIRE(lines.size() == 2);
  BOOST_TEST(lines[1].at("what") == "conv");
  BOOST_TEST(lines[1].at("dir") == "bwd_w");
  BOOST_TEST(lines[1].at("ms_rounds").size() == 2);
  BOOST_TEST(
      lines[1].at("out_abs_sum").get<double>() == (NoisyConv{2, 3, 4, 5, 7, 3, 2, 1}.sum("bwd_w")),
      boost::test_tools::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(threads_are_compared) {
  const Finished table =
      run_program(std::string("benchmark infer --model lenet5 --scaling 1,2") + quick);
  BOOST_TEST(table.status == 0);
  BOOST_TEST(table.out.find("speed-up") != std::string::npos);
  BOOST_TEST(count(table.out, "\ncpu            1 ") == 1);
  BOOST_TEST(count(table.out, "\ncpu            2 ") == 1);
}

BOOST_AUTO_TEST_CASE(an_earlier_benchmark_is_compared_with,
                     *boost::unit_test::label("release_only")) {
  const TemporaryFolder folder;
  const std::string command = std::string("benchmark infer --model perceptron --cold") + quick;
  const std::string file = folder / "old.json";
  std::ofstream(file) << run_program(command + "--json").out;
  const Finished other = run_program(command + "--backend cpu,reference --compare " + file);
  BOOST_TEST(other.status == 0);
  BOOST_TEST(other.out.find("Against " + file) != std::string::npos);
  BOOST_TEST(count(other.out, "is not in that file") == 1);  // the reference
  const auto lines = json_lines(command + "--json --compare " + file);
  BOOST_TEST(lines.back().contains("change"));
  std::ofstream(folder / "torn.json") << "{\"record\":\"benchmark\",\"ms_rounds\":[]}\n";
  check_refused("infer --model lenet5 --compare " + (folder / "torn.json"), 1, "torn.json:1");
  check_refused("infer --model lenet5 --compare /nowhere/old.json", 1, "/nowhere/old.json");
}

BOOST_AUTO_TEST_CASE(the_table_has_a_row_a_backend, *boost::unit_test::label("release_only")) {
  const Finished run = run_program(
      std::string("benchmark infer --model perceptron --backend cpu,reference") + quick);
  BOOST_TEST(run.status == 0);
  BOOST_TEST(run.out.starts_with("perceptron: inference of 2 images"));
  BOOST_TEST(count(run.out, "\ncpu ") == 2);  // in the table, and among the machine's limits
  BOOST_TEST(count(run.out, "\nreference ") == 2);
}

BOOST_AUTO_TEST_CASE(the_page_is_well_formed_and_has_each_node_once,
                     *boost::unit_test::label("release_only")) {
  const TemporaryFolder folder;
  const std::string page = folder / "page.html";
  const Finished run =
      run_program(std::string("benchmark infer --model lenet5 --backend cpu,reference") + quick +
                  "--html " + page);
  BOOST_TEST_INFO_SCOPE(run.err);
  BOOST_REQUIRE(run.status == 0);
  std::string html = read_file(page);
  BOOST_TEST(fault_of(html) == "");
  html = std::regex_replace(html, std::regex("<wbr/>"), "");    // possible line breaks in names
  BOOST_TEST(count(html, "src=") + count(html, "href=") == 0);  // it needs nothing else
  std::set<std::string> nodes;
  for (const auto& line : json_lines("inspect lenet5 --batch 2 --plan --json")) {
    if (line.at("record") != "step" || line.at("prologue")) continue;
    const std::string node = line.at("node");
    nodes.insert(node);
    BOOST_TEST(count(html, "<tr><td>" + node + "</td>") == 1, node << " is there once");
    // A dot on each of the two rooflines.
    if (line.at("flops") > 0) BOOST_TEST(count(html, "<title>" + node + " (") == 2, node);
  }
  BOOST_TEST(nodes.size() >= 7);
  BOOST_TEST(count(html, "class='roof'") == 2);
}

BOOST_AUTO_TEST_CASE(the_machine_alone) {
  const auto lines = json_lines("benchmark machine --backend cpu --threads 1 --json");
  BOOST_REQUIRE(lines.size() == 1);
  BOOST_TEST(lines[0].at("record") == "machine");
  BOOST_TEST(lines[0].at("threads") == 1);
}

BOOST_AUTO_TEST_CASE(mistakes_are_named) {
  check_refused("", 2, "WHAT");
  check_refused("fly", 2, "'fly' is none of infer|train|conv|machine");
  check_refused("infer --model lenet5 --batch 0", 2, "--batch");
  check_refused("infer --model lenet5 --rounds 0", 2, "--rounds");
  check_refused("infer --model lenet5 --ms 0", 2, "--ms");
  check_refused("infer", 1, "needs a model");
  check_refused("infer --model lent5", 1, "did you mean 'lenet5'?");
  check_refused("infer --model lenet5 --backend cpu,cup", 1, "did you mean 'cpu'?");
  check_refused("infer --model nowhere/model.onnx", 1, "nowhere/model.onnx");
  check_refused("infer --model perceptron --html /nowhere/page.html", 1, "/nowhere/page.html");
  check_refused("machine --model lenet5", 2, "--model does not apply to");
  check_refused("machine --html page.html", 2, "--html does not apply to");
  check_refused("conv --ic 3 --oc 4 --h 5 --w 5", 1, "needs --k");
  check_refused("conv --ic 3 --oc 4 --h 5 --w 5 --k 7", 1, "kernel");
  check_refused("conv --ic 3 --oc 4 --h 5 --w 5 --k 0", 2, "--k");
  check_refused("conv --dir up --ic 3 --oc 4 --h 5 --w 5 --k 3", 2, "--dir");
  check_refused("conv --model lenet5", 2, "--model does not apply to");
  check_refused("infer --model lenet5 --ic 3", 2, "--ic is for");
  check_refused("infer --model lenet5 --scaling 1,0", 2, "--scaling");
  check_refused("machine --cold", 2, "--cold does not apply to");
  check_refused("machine --batch 4 --json", 2, "--batch does not apply to");
}

BOOST_AUTO_TEST_SUITE_END()
