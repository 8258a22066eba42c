// Recipes follow the rules of the options, and a run's own recipe repeats the run with the
// same bytes.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/message.h"
#include "tests/support/photos.h"
#include "tests/support/program.h"

using namespace fovea;
using namespace fovea::test;

namespace {

std::filesystem::path write_recipe(const TemporaryFolder& folder, const std::string& text) {
  const std::filesystem::path path = folder.path() / "r.json";
  std::ofstream(path) << text;
  return path;
}

Finished train_with(const std::filesystem::path& recipe, const std::string& more) {
  return run_program(fmt::format("train --recipe '{}' {}", recipe.string(), more));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(recipe)

BOOST_AUTO_TEST_CASE(a_run_repeats_from_its_recipe) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 120, 40);
  const std::filesystem::path recipe = write_recipe(folder, R"({
    "model": "mlp", "hidden": [24, 12], "activation": "gelu", "validation": 0.2, "epochs": 4,
    "batch": 16, "optimizer": "adam:beta1=0.8", "lr": 0.002, "schedule": "cosine", "ema": 0.9,
    "augment": ["crop:padding=2,fill=reflect", "erase"], "label-smoothing": 0.05, "seed": 7,
    "output": "", "threads": 1})");
  const Finished first = train_with(
      recipe, fmt::format("--epochs 2 --data '{}' --out '{}'", folder / "data", folder / "first"));
  BOOST_TEST_REQUIRE(first.status == 0, first.err);
  const auto own = nlohmann::json::parse(read_file(folder / "first/recipe.json"));
  BOOST_TEST(own.at("epochs") == 2);  // the command line wins
  BOOST_TEST(own.at("lr") == 0.002);
  BOOST_TEST(own.at("hidden") == nlohmann::json({24, 12}));
  BOOST_TEST(own.at("augment") == "crop:padding=2,fill=reflect,erase");
  BOOST_TEST(!own.contains("threads"));

  // The same as options, and the run's recipe from another folder, on other threads.
  const Finished line = run_program(fmt::format(
      "train mlp --data '{}' --out '{}' --hidden 24,12 --activation gelu --validation 0.2 "
      "--epochs 2 --batch 16 --optimizer adam:beta1=0.8 --lr 0.002 --schedule cosine --ema 0.9 "
      "--augment crop:padding=2,fill=reflect,erase --label-smoothing 0.05 --seed 7",
      folder / "data", folder / "line"));
  BOOST_TEST_REQUIRE(line.status == 0, line.err);
  const Finished again = run_program(fmt::format("train --recipe '{}' --out '{}' --threads 2",
                                                 folder / "first/recipe.json", folder / "again"),
                                     -1, "cd / &&");
  BOOST_TEST_REQUIRE(again.status == 0, again.err);
  for (const char* const file : {"model.onnx", "best.onnx"}) {
    const std::string bytes = read_file(folder.path() / "first" / file);
    BOOST_TEST(bytes.size() > 10000);
    BOOST_TEST((read_file(folder.path() / "line" / file) == bytes), file);
    BOOST_TEST((read_file(folder.path() / "again" / file) == bytes), file);
  }
  BOOST_TEST((read_file(folder / "again/recipe.json") == read_file(folder / "first/recipe.json")));
  const auto run = nlohmann::json::parse(read_file(folder / "again/run.json"));
  BOOST_TEST(!run.at("version").get<std::string>().empty());
  BOOST_TEST(!run.at("device").get<std::string>().empty());
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_recipe_is_said) {
  const TemporaryFolder folder;
  const auto refused = [&](const std::string& text, const std::string& expected) {
    const Finished run = train_with(write_recipe(folder, text), "--out " + (folder / "run"));
    BOOST_TEST(run.status == 1, text);
    BOOST_TEST(has(run.err, "r.json: "), run.err);
    BOOST_TEST(has(run.err, expected), run.err << " is to hold " << expected);
    BOOST_TEST(std::ranges::count(run.err, '\n') == 1, run.err);
    BOOST_TEST(!std::filesystem::exists(folder.path() / "run"));
  };
  refused(R"({"optimiser": "adam"})", "is called 'optimiser'; did you mean 'optimizer'?");
  refused(R"({"out": "x"})", "no option of a recipe is called 'out'");
  refused(R"({"epochs": 2, "epochs": 3})", "has 'epochs' twice");
  refused(R"({"epochs": 0})", "'0' is not a number from 1 up");
  refused(R"({"epochs": 2.5})", "--epochs: '2.5' is not a whole number, or it is too large");
  refused(R"({"epochs": 0.0})", "'0' is not a number from 1 up");
  refused(R"({"lr": 1e999})", "a number too large");
  refused(R"({"model": "--help"})", "'--help' is no model");
  refused(R"({"epochs": true})", "'epochs' is true, and neither a text, a number nor a list");
  refused(R"({"hidden": [[1], 2]})", "'hidden' is a list of lists");
  refused(R"({"model": {"name": {"mlp": 1}}})", "'model' is {\"mlp\":1}, and neither a text");
  refused("{\n\"epochs\": 2,\n\"lr\" 3}", "line 3 is no JSON");
  refused("", "line 1 is no JSON");
  refused("[1, 2]", "it is no JSON object");
  const Finished missing = train_with(folder.path() / "none.json", "");
  BOOST_TEST(missing.status == 1);
  BOOST_TEST(has(missing.err, "none.json: "), missing.err);
  const Finished both = train_with(write_recipe(folder, "{}"), "--resume x");
  BOOST_TEST(both.status == 2, both.err);
}

BOOST_AUTO_TEST_CASE(somebodys_recipe_in_the_folder_of_a_run_stays) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 40, 20);
  const std::string options = fmt::format("--data '{}' --batch 20", folder / "data");
  std::filesystem::create_directory(folder.path() / "run");
  std::ofstream(folder.path() / "run" / "recipe.json") << R"({"model": "mlp", "epochs": 1})";
  const Finished inside =
      train_with(folder.path() / "run" / "recipe.json", options + " --out " + (folder / "run"));
  BOOST_TEST(inside.status == 1);
  BOOST_TEST(has(inside.err, "holds 'recipe.json', which no run wrote"), inside.err);
  const Finished beside =
      train_with(folder.path() / "run" / "recipe.json", options + " --out " + (folder / "other"));
  BOOST_TEST_REQUIRE(beside.status == 0, beside.err);
  std::ofstream(folder.path() / "other" / "recipe.json") << "{}";
  const Finished resumed =
      run_program(fmt::format("train --resume '{}' --epochs 2", folder / "other"));
  BOOST_TEST(resumed.status == 1);
  BOOST_TEST(has(resumed.err, "recipe.json: is not what this run wrote"), resumed.err);
  BOOST_TEST(read_file(folder / "other/recipe.json") == "{}");
}

// Each recipe of the project names things that exist: it trains, here on a few other images or a
// short text.
BOOST_AUTO_TEST_CASE(those_of_the_project_can_be_trained,
                     *boost::unit_test::label("release_only")) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 40, 10);
  write_ants_and_bees(folder.path() / "photos", 25);
  std::ofstream text(folder.path() / "text.txt");
  for (int i = 0; i < 100; ++i) text << i * i << " and so on to night.\n";
  text.close();
  int recipes = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(std::filesystem::path(FOVEA_SOURCE) / "recipes")) {
    if (file.path().extension() != ".json") continue;
    ++recipes;
    const std::string name = file.path().stem().string();
    const bool photos = name.starts_with("photos");
    const bool reads = has(read_file(file.path()), "\"text:");
    const char* const small = photos  ? "resnet20-cifar --image-size 32"
                              : reads ? "gpt:layers=1,heads=2,width=8,context=16"
                                      : "";
    const Finished run = train_with(
        file.path(), fmt::format("--data '{}' --epochs {} --batch 20 --out '{}' {}",
                                 reads    ? "text:" + (folder / "text.txt")
                                 : photos ? folder / "photos"
                                          : folder / "data",
                                 photos ? 4 : 1, folder.path().string() + "/" + name, small));
    BOOST_TEST(run.status == 0, name << ": " << run.err);
  }
  BOOST_TEST(recipes >= 4);
}

BOOST_AUTO_TEST_SUITE_END()
