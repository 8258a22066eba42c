// docs/models.md has every model of the table once, with the parameters and multiply-adds that its
// graph has, and these are equal to the published ones, to the last published digit.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <sstream>

#include "apps/commands/summary.h"
#include "fovea/models/alexnet.h"
#include "fovea/models/models.h"
#include "tests/support/program.h"

using namespace fovea;

namespace {

struct Row {
  std::string parameters, published_parameters, multiply_adds, published_multiply_adds;
};

std::string trimmed(const std::string& text) {
  const size_t begin = text.find_first_not_of(' '), end = text.find_last_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, end + 1 - begin);
}

// The rows "| `name` | parameters | published | multiply-adds | published | source |".
std::map<std::string, Row> rows_of(const std::string& page) {
  std::map<std::string, Row> rows;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `")) continue;
    std::vector<std::string> cells;
    std::istringstream stream(line.substr(1));
    for (std::string cell; std::getline(stream, cell, '|');) cells.push_back(trimmed(cell));
    BOOST_REQUIRE_EQUAL(cells.size(), 6);
    const std::string name = cells[0].substr(1, cells[0].size() - 2);
    BOOST_TEST(rows.emplace(name, Row{cells[1], cells[2], cells[3], cells[4]}).second,
               name << " stands twice");
  }
  return rows;
}

double number(std::string text) {
  std::erase(text, ',');
  const double factor = text.ends_with(" G") ? 1e9 : text.ends_with(" M") ? 1e6 : 1;
  return factor * std::stod(text);
}

// Half of the value of the last digit.
double half_a_digit(const std::string& text) {
  const size_t point = text.find('.'), unit = text.find(' ');
  if (unit == std::string::npos) return 0;
  const double digits = point == std::string::npos ? 0 : static_cast<double>(unit - point - 1);
  return 0.5 * number("1" + text.substr(unit)) * std::pow(10, -digits);
}

void check(const std::string& what, double count, const std::string& printed,
           const std::string& published) {
  BOOST_TEST(count == number(printed), what << ": the page says " << printed << ", the model has "
                                            << fmt::format("{:.0f}", count));
  if (published == "-") return;
  BOOST_TEST(std::abs(count - number(published)) <= 1.0001 * half_a_digit(published),
             what << ": published are " << published << ", the model has "
                  << fmt::format("{:.0f}", count));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(models)

BOOST_AUTO_TEST_CASE(counts_are_the_published_ones) {
  auto rows = rows_of(read_file(std::filesystem::path(FOVEA_SOURCE) / "docs" / "models.md"));
  for (const auto& [name, entry] : fovea::models::table()) {
    BOOST_TEST_CONTEXT(name) {
      const auto row = rows.find(name);
      BOOST_TEST((row != rows.end()), name << " is not in docs/models.md");
      if (row == rows.end()) continue;
      const apps::ModelSummary summary = apps::summarize(fovea::models::make(name), 1);
      check("parameters", static_cast<double>(summary.parameters), row->second.parameters,
            row->second.published_parameters);
      check("multiply-adds", summary.multiply_adds, row->second.multiply_adds,
            row->second.published_multiply_adds);
      const apps::ModelSize size = apps::size_of(fovea::models::make(name));
      BOOST_TEST(size.parameters == summary.parameters);
      BOOST_TEST(size.multiply_adds == summary.multiply_adds);
      rows.erase(row);
    }
  }
  for (const auto& [name, row] : rows) BOOST_ERROR(name << " is in docs/models.md alone");
}

// The number that is often given for AlexNet is for layers that see both groups.
BOOST_AUTO_TEST_CASE(alexnet_in_one_group) {
  Model model;
  const Value image = model.graph->input("image", {Shape{1, 227, 227, 3}});
  model.graph->output("logits", alexnet_2012(image, 1000, 1));
  BOOST_TEST(model.parameter_count() == 62378344);
}

// Caffe's bvlc_googlenet has 13,378,280 with its heads, torchvision's googlenet 13,004,888.
BOOST_AUTO_TEST_CASE(auxiliary_heads_of_googlenet) {
  BOOST_TEST(fovea::models::make("googlenet").parameter_count() == 13378280);
  BOOST_TEST(fovea::models::make("googlenet-bn").parameter_count() == 13004888);
  BOOST_TEST(apps::summarize(fovea::models::make("googlenet"), 1).auxiliary_parameters == 6379728);
}

BOOST_AUTO_TEST_SUITE_END()
