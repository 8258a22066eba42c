// Data sets of other people in train, evaluate and classify: the answer for a picture is the same
// from every source, and faults are found before the first step.
#include <nlohmann/json.hpp>

#include "tests/apps/colour_files.h"
#include "tests/support/message.h"

namespace fovea {
namespace {

BOOST_AUTO_TEST_SUITE(data_sets)

namespace fs = std::filesystem;

const std::vector<std::string> cifar_classes = {"airplane", "automobile", "bird",  "cat",  "deer",
                                                "dog",      "frog",       "horse", "ship", "truck"};

using test::has;

// Ten classes on 32x32: the first three are red, green and blue in the model's own order.
void save_ten_colours(const std::string& file) {
  Model model;
  model.name = "ten";
  Value x = model.graph->input("image", {{1, 32, 32, 3}, DType::f32});
  x = global_average_pool(conv2d(x, {.channels = 10, .bias = false, .name = "conv"}));
  model.graph->output("logits", flatten(x));
  Tensor weight(Shape{10, 1, 1, 3}, DType::f32);
  for (const size_t c : {0u, 1u, 2u}) weight.as<float>()[4 * c] = 9;
  model.weights["conv/weight"] = weight;
  save_onnx(model, file);
}

// Images of one colour each, labelled 0, 1, 2, 0, ...; the second of three is of another colour.
struct Example {
  int label;
  cv::Scalar bgr;
};

std::vector<Example> examples() {
  return {{0, red}, {1, cv::Scalar(90, 40, 10)}, {2, blue}, {0, cv::Scalar(200, 30, 60)}};
}

void write_cifar(const fs::path& folder) {
  fs::create_directories(folder);
  std::string bytes;
  for (const Example& example : examples()) {
    bytes += static_cast<char>(example.label);
    for (const int channel : {2, 1, 0}) {
      bytes += std::string(1024, static_cast<char>(static_cast<int>(example.bgr[channel])));
    }
  }
  for (const char* name : {"data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4",
                           "data_batch_5", "test_batch"}) {
    std::ofstream(folder / (std::string(name) + ".bin"), std::ios::binary) << bytes;
  }
}

// Pictures of three colours to train on and as many to test.
void write_three(const Files& files, const std::string& folder) {
  for (const char* split : {"/train/", "/test/"}) {
    for (const auto& [name, colour] : {std::pair{"red", red}, {"green", green}, {"blue", blue}}) {
      for (const char* number : {"/0.png", "/1.png"}) {
        files.picture(folder + split + name + number, colour, 32, 32);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(cifar_is_as_photos_of_the_same_colours) {
  const Files files;
  write_cifar(files.folder / "cifar");
  for (const std::string& name : cifar_classes) {
    files.picture("photos/train/" + name + "/0.png", red, 32, 32);
  }
  int number = 0;
  for (const Example& example : examples()) {
    const std::string& name = cifar_classes[static_cast<size_t>(example.label)];
    files.picture("photos/test/" + name + "/" + std::to_string(number++) + ".png", example.bgr, 32,
                  32);
  }
  save_ten_colours(files.folder / "ten.onnx");
  std::vector<double> losses;
  for (const char* order : {"rgb", "bgr"}) {
    const Finished converted = run_program("convert " + files.path("ten.onnx") + " " +
                                           files.path("model.onnx") + " --channels " + order);
    BOOST_TEST(converted.status == 0, converted.err);
    for (const char* data : {"cifar", "photos"}) {
      const Finished run = run_program("evaluate " + files.path("model.onnx") + " --json --data " +
                                       files.path(data));
      BOOST_TEST(run.status == 0, run.err);
      losses.push_back(nlohmann::json::parse(run.out)["loss"]);
    }
  }
  BOOST_TEST(losses[0] == losses[1]);
  BOOST_TEST(losses[2] == losses[3]);
  BOOST_TEST(losses[0] != losses[2]);
}

BOOST_AUTO_TEST_CASE(faults_come_before_the_first_step) {
  const Files files;
  write_three(files, "data");
  const auto train = [&] {
    return run_program("train lenet5 --image-size 32 --epochs 1 --batch 2 --data " +
                       files.path("data") + " --out " + files.path("run"));
  };
  std::ofstream(files.folder / "data/test/red/1.png").flush();  // empty
  std::ofstream(files.folder / "data/train/blue/0.png") << "lost";
  Finished run = train();
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "2 faults: "), run.err);
  BOOST_TEST(has(run.err, "train/blue/0.png: is no JPEG"), run.err);
  BOOST_TEST(has(run.err, "test/red/1.png: is empty"), run.err);
  BOOST_TEST(!fs::exists(files.folder / "run"));
  write_three(files, "data");

  const std::string foreign = files.folder / "data/train/ros\xe9";
  fs::copy(files.folder / "data/train/red", foreign);
  run = train();
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "is not UTF-8"), run.err);
  BOOST_TEST(!fs::exists(files.folder / "run"));
  fs::remove_all(foreign);

  fs::create_directories(files.folder / "data/train/red/.ipynb_checkpoints");
  for (const char* name : {".ipynb_checkpoints/0-checkpoint.png", "._0.png"}) {
    std::ofstream(fs::path(files.folder / "data/train/red") / name) << "no picture";
  }
  fs::rename(files.folder / "data/train/red/0.png", files.folder / "data/train/red/0.jfif");
  run = train();
  BOOST_TEST(run.status == 0, run.err);
  BOOST_TEST(has(run.err, "on 6 training and 6 test images"), run.err);
  BOOST_TEST(has(run.err, "2 hidden or system files passed over"), run.err);
}

BOOST_AUTO_TEST_CASE(what_the_parts_of_a_set_lack_is_said) {
  const Files files;
  write_three(files, "photos");
  fs::remove_all(files.folder / "photos/test/green");
  const std::string train =
      "train lenet5 --data " + files.path("photos") + " --epochs 1 --batch 2 ";
  const Finished run = run_program(train + "--out " + files.path("run"));
  BOOST_TEST(run.status == 0, run.err);
  BOOST_TEST(has(run.err,
                 "none of the test images is of 'green': how well that class is known is "
                 "not measured\n"),
             run.err);
  fs::remove_all(files.folder / "photos/test/blue");
  const Finished more = run_program(train + "--out " + files.path("more"));
  BOOST_TEST(has(more.err, "of 'blue', 'green': how well those classes are known"), more.err);
}

BOOST_AUTO_TEST_CASE(pictures_for_the_test_alone) {
  const Files files;
  write_three(files, "photos");
  fs::remove_all(files.folder / "photos/train");
  std::ofstream(files.folder / "list.csv") << "path,label,split\n"
                                           << "photos/test/red/0.png,red,test\n"
                                           << "photos/test/blue/0.png,blue,test\n";
  const Finished labelled =
      run_program("convert '" + files.model + "' " + files.path("rgb.onnx") + " --labels " +
                      files.path("rgb.txt"),
                  -1, "printf 'red\\ngreen\\nblue\\n' > " + files.path("rgb.txt") + " && ");
  BOOST_TEST_REQUIRE(labelled.status == 0, labelled.err);
  for (const char* data : {"photos", "list.csv"}) {
    const Finished run =
        run_program("evaluate " + files.path("rgb.onnx") + " --data " + files.path(data));
    BOOST_TEST(run.status == 0, run.err);
    BOOST_TEST(has(run.out + run.err, "100.00 %"), run.out + run.err);
    const Finished train =
        run_program("train lenet5 --data " + files.path(data) + " --out " + files.path("run"));
    BOOST_TEST(train.status == 1);
    BOOST_TEST(has(train.err, "has pictures for the test alone, and none to train on"), train.err);
    BOOST_TEST(!fs::exists(files.folder / "run"));
    BOOST_TEST(run_program("dataset info " + files.path(data)).status == 0);
    BOOST_TEST(run_program("dataset show " + files.path(data) + " --out " +
                           files.path(std::string(data) + ".png"))
                   .status == 0);
  }
}

BOOST_AUTO_TEST_CASE(a_cache_does_not_lie_among_the_pictures) {
  const Files files;
  write_three(files, "photos");
  const std::string cache = "photos/train/red/cache";
  const Finished run = run_program("train lenet5 --data " + files.path("photos") + " --cache " +
                                   files.path(cache) + " --out " + files.path("run"));
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "cache: lies among the pictures of '"), run.err);
  BOOST_TEST(!fs::exists(files.folder / cache));
  BOOST_TEST(!fs::exists(files.folder / "run"));
}

// Texts as Windows writes them.
BOOST_AUTO_TEST_CASE(texts_with_marks_and_carriage_returns) {
  const Files files;
  files.picture("a.png", red);
  files.picture("b.png", blue);
  const std::string a = files.folder / "a.png", b = files.folder / "b.png";
  std::string wide;
  for (const char c : a + "\r\n" + b) wide += std::string(1, c) + '\0';
  std::ofstream(files.folder / "labels.txt") << "\xef\xbb\xbfred\r\ngreen\r\nblue\r\n";
  const std::string model = files.labelled();
  for (const std::string& text :
       {"\xef\xbb\xbf" + a + "\r\n" + b + "\r\n", a + "\r" + b, "\xff\xfe" + wide}) {
    std::ofstream(files.folder / "list", std::ios::binary) << text;
    const Finished run = run_program("classify " + model + " - < " + files.path("list"));
    BOOST_TEST(run.status == 0, run.err);
    BOOST_TEST(has(run.out, a + "\n"), run.out);
    BOOST_TEST(has(run.out, " %  red\n"), run.out);
    BOOST_TEST(has(run.out, " %  blue\n"), run.out);
  }
}

BOOST_AUTO_TEST_CASE(the_table_is_printed) {
  for (const char* command : {"train", "evaluate"}) {
    const Finished run = run_program(std::string(command) + " --help");
    BOOST_TEST(has(run.out, "\n  cifar100 "), run.out);
    BOOST_TEST(has(run.out, "photos in train/CLASS/"), run.out);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea
