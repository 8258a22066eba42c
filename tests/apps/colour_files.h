// A model that finds the most frequent colour of a picture, and pictures of one colour.
#pragma once

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <opencv2/imgcodecs.hpp>

#include "fovea/layers/conv2d.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/global_average_pool.h"
#include "fovea/onnx/onnx.h"
#include "tests/support/program.h"

namespace fovea {

inline const cv::Scalar red(0, 0, 255), green(0, 255, 0), blue(255, 0, 0);

/// A folder with a model and pictures for it.
struct Files {
  TemporaryFolder folder;
  std::string model = folder / "colours.onnx";

  /// A model whose class is the most frequent colour.
  Files() {
    Model colours;
    colours.name = "colours";
    Value x = colours.graph->input("image", {{1, 16, 16, 3}, DType::f32});
    x = global_average_pool(conv2d(x, {.channels = 3, .bias = false, .name = "conv"}));
    colours.graph->output("logits", flatten(x));
    colours.weights["conv/weight"] = Tensor::of<float>({3, 1, 1, 3}, {9, 0, 0, 0, 9, 0, 0, 0, 9});
    save_onnx(colours, model);
    std::ofstream(folder / "labels.txt") << "red\ngreen\r\nblue, as the sky\n";
  }
  std::string path(const std::string& name) const { return "'" + folder / name + "'"; }
  void picture(const std::string& name, cv::Scalar bgr, int height = 20, int width = 30) const {
    std::filesystem::create_directories(std::filesystem::path(folder / name).parent_path());
    BOOST_REQUIRE(cv::imwrite(folder / name, cv::Mat(height, width, CV_8UC3, bgr)));
  }
  /// The model with labels, made by convert.
  std::string labelled(const std::string& more = "") const {
    const Finished run = run_program("convert '" + model + "' " + path("labelled.onnx") +
                                     " --labels " + path("labels.txt") + " " + more);
    BOOST_TEST(run.status == 0, run.err);
    return path("labelled.onnx");
  }
};

}  // namespace fovea
