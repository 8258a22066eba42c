// fovea evaluate --crops and --scales, compared with the mean of the answers of fovea classify for
// each crop, cut by hand, and for each size.
#include <cmath>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>

#include "fovea/core/random.h"
#include "fovea/datasets/open.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/flatten.h"
#include "fovea/onnx/onnx.h"
#include "tests/support/message.h"
#include "tests/support/program.h"

namespace fovea {
namespace {

BOOST_AUTO_TEST_SUITE(evaluate_views)

namespace fs = std::filesystem;

using test::has;

// A model that depends on places, so that all crops give different answers.
void save_model(const std::string& file, Shape image, int classes, int shorter_side) {
  Model model;
  model.name = "places";
  const Value x = model.graph->input("image", {{1, image[0], image[1], image[2]}, DType::f32});
  model.graph->output("scores", dense(flatten(x), {.units = classes, .name = "top"}));
  model.initialize(3);
  for (int i = 0; i < classes; ++i) model.labels.push_back(std::to_string(i));
  model.preprocessing.shorter_side = shorter_side;
  save_onnx(model, file);
}

std::vector<nlohmann::json> lines_of(const std::string& arguments) {
  const Finished run = run_program(arguments);
  BOOST_TEST_REQUIRE(run.status == 0, run.err);
  std::vector<nlohmann::json> lines;
  std::istringstream text(run.out);
  for (std::string line; std::getline(text, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

using Row = std::vector<double>;

// The probabilities that classify gives for each picture.
std::vector<Row> rows_of(const std::string& arguments, size_t classes) {
  std::vector<Row> rows;
  for (const auto& line : lines_of("classify --json --top 10 " + arguments)) {
    Row row(classes);
    for (const auto& guess : line.at("top")) row.at(guess.at("class")) = guess.at("probability");
    rows.push_back(row);
  }
  return rows;
}

struct Truth {
  double loss = 0, right = 0;
  int images = 0;

  void add(const Row& mean, int label) {
    loss -= std::log(mean.at(static_cast<size_t>(label)));
    right += std::ranges::max_element(mean) - mean.begin() == label;
    ++images;
  }
  void check(const nlohmann::json& line) const {
    BOOST_TEST(line.at("images") == images);
    BOOST_TEST(std::abs(line.at("loss").get<double>() - loss / images) < 1e-5, line);
    BOOST_TEST(std::abs(line.at("accuracy").get<double>() - right / images) < 1e-9, line);
  }
};

Row mean_of(const std::vector<Row>& rows) {
  Row mean(rows.front().size());
  for (const Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      mean[i] += row[i] / static_cast<double>(rows.size());
    }
  }
  return mean;
}

cv::Mat noise(int height, int width, int channels, std::uint32_t seed) {
  cv::Mat picture(height, width, CV_8UC(channels));
  const Random random(seed, stream_of("noise"));
  for (size_t i = 0; i < picture.total() * picture.elemSize(); ++i) {
    picture.data[i] = static_cast<std::uint8_t>(random.bits(i));
  }
  return picture;
}

// The mean over the crops of size `side` at the centre and the corners, and the same mirrored.
Row mean_over_crops(const TemporaryFolder& folder, const std::string& model, const cv::Mat& whole,
                    int side, size_t classes) {
  fs::remove_all(folder / "crops");
  fs::create_directories(folder / "crops");
  const int right = whole.cols - side, bottom = whole.rows - side;
  int number = 0;
  for (const auto& [x, y] :
       {std::pair{right / 2, bottom / 2}, {0, 0}, {right, 0}, {0, bottom}, {right, bottom}}) {
    cv::Mat crop = whole(cv::Rect(x, y, side, side)).clone(), mirrored = crop.clone();
    for (int row = 0; row < side; ++row) {
      for (int column = 0; column < side; ++column) {
        crop.row(row).col(column).copyTo(mirrored.row(row).col(side - 1 - column));
      }
    }
    for (const cv::Mat& one : {crop, mirrored}) {
      cv::imwrite(folder / ("crops/" + std::to_string(number++) + ".png"), one);
    }
  }
  return mean_of(rows_of("'" + model + "' '" + folder / "crops" + "'", classes));
}

struct Photos {
  TemporaryFolder folder;
  std::string model = folder / "model.onnx", data = folder / "data";
  std::vector<std::pair<std::string, int>> files;  // the files of the test split, with their labels

  Photos() {
    save_model(model, {16, 16, 3}, 3, 20);
    for (int i = 0; i < 6; ++i) {
      const std::string name = std::to_string(i % 3);
      for (const char* split : {"train", "test"}) {
        const fs::path file = fs::path(data) / split / name / (std::to_string(i) + ".png");
        fs::create_directories(file.parent_path());
        cv::imwrite(file, noise(20, 26, 3, static_cast<std::uint32_t>(i)));
        if (split == std::string("test")) files.emplace_back(file, i % 3);
      }
    }
  }
};

BOOST_AUTO_TEST_CASE(ten_crops_of_photos) {
  const Photos photos;
  Truth truth;
  const std::string unresized = photos.folder / "unresized.onnx";
  save_model(unresized, {16, 16, 3}, 3, 0);
  for (const auto& [file, label] : photos.files) {
    truth.add(mean_over_crops(photos.folder, unresized, cv::imread(file), 16, 3), label);
  }
  const std::string evaluate =
      "evaluate --json '" + photos.model + "' --data '" + photos.data + "'";
  truth.check(lines_of(evaluate + " --crops 10").at(0));
  truth.check(lines_of(evaluate + " --crops 10 --batch 1 --threads 1").at(0));
  Truth plain;
  for (const auto& [file, label] : photos.files) {
    plain.add(rows_of("'" + photos.model + "' '" + file + "'", 3).at(0), label);
  }
  plain.check(lines_of(evaluate).at(0));
  BOOST_TEST(std::abs(plain.loss - truth.loss) > 1e-3);  // the crops make a difference
}

BOOST_AUTO_TEST_CASE(several_sizes_of_photos) {
  const Photos photos;
  Truth truth;
  for (const auto& [file, label] : photos.files) {
    std::vector<Row> rows;
    for (const char* scale : {"20", "27"}) {
      rows.push_back(
          rows_of(fmt::format("'{}' '{}' --scales {}", photos.model, file, scale), 3).at(0));
    }
    truth.add(mean_of(rows), label);
  }
  truth.check(
      lines_of("evaluate --json '" + photos.model + "' --data '" + photos.data + "' --scales 20,27")
          .at(0));
}

// Images of the network's own size get a border: for 28x28 it has 3 zeros.
BOOST_AUTO_TEST_CASE(ten_crops_of_stored_images) {
  const TemporaryFolder folder;
  const std::string model = folder / "model.onnx", data = folder / "data";
  save_model(model, {28, 28, 1}, 10, 0);
  write_blocks(data, 10, 7);
  const auto test = datasets::open(data).test;
  Truth truth;
  for (std::uint32_t i = 0; i < test->size(); ++i) {
    cv::Mat whole = cv::Mat::zeros(34, 34, CV_8UC1), image(28, 28, CV_8UC1);
    const int label = test->read(i, {image.data, 28 * 28});
    image.copyTo(whole(cv::Rect(3, 3, 28, 28)));
    truth.add(mean_over_crops(folder, model, whole, 28, 10), label);
  }
  truth.check(lines_of("evaluate --json '" + model + "' --data '" + data + "' --crops 10").at(0));
}

BOOST_AUTO_TEST_CASE(stretched_photos_leave_nothing_to_crop) {
  const Photos photos;
  save_model(photos.model, {16, 16, 3}, 3, 0);
  const Finished run =
      run_program("evaluate '" + photos.model + "' --data '" + photos.data + "' --crops 10");
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "leaves nothing to crop"), run.err);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea
