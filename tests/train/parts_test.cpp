// Two models of one objective, trained by the program with one optimiser per model. The objective
// comes from a file outside the tree (tests/extension/framework/objectives/pair.cpp).
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <nlohmann/json.hpp>

#include "fovea/onnx/onnx.h"
#include "tests/support/message.h"
#include "tests/support/program.h"

#ifdef FOVEA_EXTENDED

using namespace fovea;
using namespace fovea::test;

namespace {

Finished extended(const std::string& arguments, int kill_after = -1) {
  return run_program(arguments, kill_after, "", FOVEA_EXTENDED);
}

std::string run_finished(const std::string& arguments) {
  const Finished run = extended(arguments);
  BOOST_TEST_REQUIRE(run.status == 0, arguments << ": " << run.err);
  return run.out + run.err;
}

const std::string two = "first=mlp second=mlp --hidden 8 --objective pair ";
const std::string each_its_own =
    "--optimizer adam --optimizer second=sgd:momentum=0.5 --lr second=0.003 ";
const std::string results[] = {"first.onnx", "second.onnx", "best-first.onnx", "best-second.onnx",
                               "checkpoint.safetensors"};

bool same_weights(const std::filesystem::path& one, const std::filesystem::path& other) {
  const Model a = load_onnx(one.string()), b = load_onnx(other.string());
  return a.weights.size() == 4 && std::ranges::equal(a.weights, b.weights, [](auto& x, auto& y) {
           return x.first == y.first && std::ranges::equal(x.second.bytes(), y.second.bytes());
         });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(parts)

// Each learns the same as alone, with its own optimiser and its own rate.
BOOST_AUTO_TEST_CASE(a_part_learns_what_it_learns_alone) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 300, 60);
  const auto train = [&](const std::string& arguments, const std::string& out) {
    return run_finished(fmt::format("train {} --data '{}' --epochs 3 --batch 32 --out '{}'",
                                    arguments, folder / "data", folder.path().string() + out));
  };
  train("mlp --hidden 8 --objective leader --optimizer adam", "/alone");
  const std::string said = train(two + each_its_own, "/both");
  const std::filesystem::path both = folder.path() / "both";
  BOOST_TEST(same_weights(both / "first.onnx", folder.path() / "alone/model.onnx"));
  BOOST_TEST(!same_weights(both / "second.onnx", folder.path() / "alone/model.onnx"));
  for (const char* const expected : {"first=mlp second=mlp: 12,740 parameters", "second 0.",
                                     "first.onnx, second.onnx, checkpoint.safetensors"}) {
    BOOST_TEST(has(said, expected), said);
  }
  BOOST_TEST(load_onnx((both / "second.onnx").string()).objective == "pair");
  BOOST_TEST(!std::filesystem::exists(both / "model.onnx"));
  const std::string page = read_file(both / "report.html");
  for (const char* const expected :
       {"The model: first", "The model: second", "Where the time of a step goes: second",
        "What it was shown", "seed 1 &lt;&amp;&gt;", "first=mlp second=mlp"}) {
    BOOST_TEST(has(page, expected), expected);
  }

  // Its recipe repeats it, and differences between runs are named for each part.
  run_finished(fmt::format("train --recipe '{}' --out '{}' --threads 2",
                           folder / "both/recipe.json", folder / "again"));
  for (const char* const name : {"first.onnx", "second.onnx"}) {
    BOOST_TEST((read_file(folder.path() / "again" / name) == read_file(both / name)), name);
  }
  train(two + "--optimizer adam", "/other");
  BOOST_TEST(same_weights(folder.path() / "other/first.onnx", both / "first.onnx"));
  BOOST_TEST(!same_weights(folder.path() / "other/second.onnx", both / "second.onnx"));
  const std::string table = run_finished(fmt::format("report '{}' '{}' --html '{}'", both.string(),
                                                     folder / "other", folder / "runs.html"));
  BOOST_TEST(has(table, "first=adam second=sgd:momentum=0.5"), table);

  // A part from a file; one of its layers keeps its weights.
  train(fmt::format("first=mlp second='{}' --hidden 8 --objective pair --freeze second/dense_1",
                    (both / "second.onnx").string()),
        "/frozen");
  const Model before = load_onnx((both / "second.onnx").string());
  const Model after = load_onnx(folder / "frozen/second.onnx");
  for (const auto& [name, weight] : after.weights) {
    const bool kept = std::ranges::equal(weight.bytes(), before.weights.at(name).bytes());
    BOOST_TEST(kept == name.starts_with("dense_1"), name);
  }
}

BOOST_AUTO_TEST_CASE(a_killed_run_ends_with_the_bytes_of_one_left_alone) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 1500, 100);
  const auto train = [&](const std::string& out) {
    return fmt::format(
        "train {} {} --data '{}' --epochs 3 --batch 32 --validation 0.1 --ema 0.9 --clip-norm 1 "
        "--accumulate 2 --augment affine --checkpoint-steps 5 --out '{}'",
        two, each_its_own, folder / "data", folder.path().string() + out);
  };
  const auto start = std::chrono::steady_clock::now();
  run_finished(train("/whole"));
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  const std::string killed = folder / "killed";
  // On a busy machine all kills may come before the first checkpoint.
  const auto go_on = [&] {
    const bool begun = std::filesystem::exists(killed + "/checkpoint.safetensors");
    return begun ? "train --resume '" + killed + "'" : train("/killed");
  };
  int kills = 0;
  for (int moment = 0; kills < 5; ++moment) {
    BOOST_TEST_REQUIRE(moment < 200);
    const int delay = static_cast<int>(took.count()) * (20 + 37 * moment % 60) / 100;
    kills += extended(fmt::format("{} --threads {}", go_on(), 1 + moment % 3), delay).status > 128;
  }
  run_finished(go_on());
  for (const std::string& name : results) {
    BOOST_TEST((read_file(killed + "/" + name) == read_file(folder.path() / "whole" / name)), name);
  }
}

BOOST_AUTO_TEST_CASE(tools_run_the_step_of_each_part) {
  const std::string compared =
      run_finished("compare " + two + "--train --batch 3 --backend cpu --threads 2");
  for (const char* const expected :
       {"step 'first'", "step 'second'", "second/normalized", "pass: "}) {
    BOOST_TEST(has(compared, expected), compared);
  }
  const auto measured = [&](const std::string& models) {
    const std::string line =
        extended("benchmark train --json --ms 1 --rounds 1 --batch 4 --threads 1 " + models).out;
    const size_t last = line.rfind('\n', line.size() - 2);  // after the machine's limits
    return nlohmann::json::parse(line.substr(last + 1));
  };
  const auto both = measured("--model first=mlp --model second=mlp --objective pair");
  BOOST_TEST(both.at("model") == "first=mlp second=mlp");
  BOOST_TEST(both.at("ms_median").get<double>() > 0);
  BOOST_TEST(has(run_finished("objectives"), "first, second"));
}

BOOST_AUTO_TEST_CASE(what_names_no_models_is_said) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 100, 20);
  const auto refused = [&](const std::string& arguments, int status, const std::string& expected) {
    const Finished run = extended(fmt::format("train {} --data '{}' --batch 20 --out '{}'",
                                              arguments, folder / "data", folder / "run"));
    BOOST_TEST(run.status == status, arguments);
    BOOST_TEST(has(run.err, expected), run.err);
    BOOST_TEST(!std::filesystem::exists(folder.path() / "run"));
  };
  const std::string advice =
      "objective 'pair' trains 2 models: 'first', 'second'; name a model for each: first=MODEL "
      "second=MODEL";
  refused("mlp --objective pair", 1, advice);
  refused("first=mlp third=mlp --objective pair", 1, advice);
  refused("first=mlp second=mlp", 1, "objective 'classification' trains one model, not 'first'");
  refused("mlp lenet5", 2, "'lenet5' is one too many: of several each has its part in front");
  refused("first=mlp first=lenet5 --objective pair", 2, "says again what 'first' is");
  refused(two + "--optimizer third=adam", 1, "an optimiser is for 'third', and what is trained is");
  refused(two + "--lr second=0", 2, "'0' is not a number above 0");
  refused("mlp --lr first=0.1", 1,
          "a learning rate is for 'first', and what is trained is one model");
  refused(two + "--class-weights balanced", 1, "--class-weights is for one model");
  refused(two + "--freeze dense_1", 1, "does not begin with a part");
  refused("first=mlp second=lenet6 --objective pair", 1, "lenet6");
}

BOOST_AUTO_TEST_SUITE_END()

#endif
