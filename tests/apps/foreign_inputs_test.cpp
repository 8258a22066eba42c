// Unusual inputs from other people: pictures for which a model has no answer, outputs that are
// declared to be something else than they are, and file names that are taken.
#include <zlib.h>

#include "fovea/layers/cast.h"
#include "fovea/layers/unary.h"
#include "tests/apps/colour_files.h"
#include "tests/support/message.h"

namespace fovea {
namespace {

BOOST_AUTO_TEST_SUITE(foreign_inputs)

namespace fs = std::filesystem;

using test::has;

/// A model whose scores are the logarithms of a picture's colours: there are none for black.
std::string save_logarithms(const Files& files) {
  Model model;
  model.name = "logarithms";
  Value x = model.graph->input("image", {{1, 16, 16, 3}, DType::f32});
  x = global_average_pool(conv2d(log(x), {.channels = 3, .bias = false, .name = "conv"}));
  model.graph->output("logits", flatten(x));
  model.weights["conv/weight"] = Tensor::of<float>({3, 1, 1, 3}, {9, 0, 0, 0, 9, 0, 0, 0, 9});
  save_onnx(model, files.folder / "logarithms.onnx");
  return files.path("logarithms.onnx");
}

BOOST_AUTO_TEST_CASE(a_picture_without_an_answer_is_named_and_the_others_are_answered) {
  const Files files;
  files.picture("black.png", cv::Scalar(0, 0, 0));
  files.picture("grey.png", cv::Scalar(90, 90, 90));
  const Finished run =
      run_program("classify " + save_logarithms(files) + " " + files.path("grey.png") + " " +
                  files.path("black.png") + " " + files.path("grey.png") + " --backend cpu");
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "black.png: model '"));
  BOOST_TEST(has(run.err, "logarithms.onnx' gives what is not a number: node "));
  BOOST_TEST(!has(run.err, "grey.png"));
  BOOST_TEST(has(run.err, "3 pictures"));
  const size_t first = run.out.find("grey.png");
  BOOST_REQUIRE(first != std::string::npos);
  BOOST_TEST(run.out.find("grey.png", first + 1) != std::string::npos);
  BOOST_TEST(!has(run.out, "black.png"));
}

BOOST_AUTO_TEST_CASE(what_is_no_probability_is_not_taken_for_one) {
  const Files files;
  files.picture("white.png", cv::Scalar(255, 255, 255));
  for (const std::string kind : {"softmax", "sigmoid"}) {
    const Finished run = run_program("classify '" + files.model + "' " + files.path("white.png") +
                                     " --backend cpu --scores " + kind);
    BOOST_TEST(run.status == 1);
    BOOST_TEST(has(run.err,
                   "white.png: model '" + files.model +
                       "' gives 9, which is no probability, though its output is taken as " + kind),
               run.err);
  }
}

BOOST_AUTO_TEST_CASE(decoders_do_not_speak_for_themselves) {
  const Files files;
  const auto big = [](std::uint32_t number) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
    return bytes;
  };
  const auto chunk = [&](const std::string& type, const std::string& data) {
    const std::string both = type + data;
    const auto sum =
        crc32(0, reinterpret_cast<const Bytef*>(both.data()), static_cast<uInt>(both.size()));
    return big(static_cast<std::uint32_t>(data.size())) + both +
           big(static_cast<std::uint32_t>(sum));
  };
  const auto png = [&](std::uint32_t width, std::uint32_t height, const std::string& data) {
    return "\x89PNG\r\n\x1a\n" +
           chunk("IHDR", big(width) + big(height) + std::string("\x08\2\0\0\0", 5)) +
           chunk("IDAT", data) + chunk("IEND", "");
  };
  std::ofstream(files.folder / "broken.png", std::ios::binary)
      << png(64, 64, "\x78\x9c" + std::string(40, '\xff'));
  std::ofstream(files.folder / "wide.png", std::ios::binary) << png(60'000'000, 1, "\x78\x9c");
  const Finished run = run_program("classify '" + files.model + "' " + files.path("broken.png") +
                                   " " + files.path("wide.png") + " --backend cpu");
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "broken.png: cannot be decoded: its data are broken"));
  BOOST_TEST(run.err.find("\nlibpng") == std::string::npos, run.err);
  BOOST_TEST(
      has(run.err, "wide.png: is 60000000x1: a side of more than 1000000 pixels is not read"),
      run.err);
}

BOOST_AUTO_TEST_CASE(what_fovea_did_not_write_is_not_replaced) {
  const Files files;
  const std::string thesis = files.folder / "thesis.txt";
  std::ofstream(thesis) << "my thesis";
  for (const std::string& command :
       {"convert '" + files.model + "' '" + thesis + "'",
        std::string("benchmark infer --model lenet5 --batch 1 --ms 1 --backend cpu --html '") +
            thesis + "'"}) {
    const Finished run = run_program(command);
    BOOST_TEST(run.status == 1);
    BOOST_TEST(has(run.err, "thesis.txt: is there and is no "), run.err);
    BOOST_TEST(has(run.err, "choose another name, or move it away first"), run.err);
    BOOST_TEST(read_file(thesis) == "my thesis");
  }
  const std::string out = "'" + files.folder / "out.onnx'";
  BOOST_TEST(run_program("convert '" + files.model + "' " + out).status == 0);
  BOOST_TEST(run_program("convert '" + files.model + "' " + out).status == 0);  // its own
}

BOOST_AUTO_TEST_CASE(names_of_classes_that_are_not_utf8) {
  const Files files;
  std::ofstream(files.folder / "bad.txt") << "red\n\xff\nblue\n";
  const Finished run = run_program("convert '" + files.model + "' " + files.path("out.onnx") +
                                   " --labels " + files.path("bad.txt"));
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "bad.txt: line 2 is not UTF-8"), run.err);
}

BOOST_AUTO_TEST_CASE(pixels_as_whole_numbers_have_no_mean) {
  const Files files;
  Model model;
  model.name = "bytes";
  const Value bytes = model.graph->input("image", {{1, 16, 16, 3}, DType::u8});
  model.graph->output("logits",
                      global_average_pool(conv2d(cast(bytes, {.to = DType::f32}),
                                                 {.channels = 3, .bias = false, .name = "conv"})));
  model.weights["conv/weight"] = Tensor(Shape{3, 1, 1, 3}, DType::f32);
  save_onnx(model, files.folder / "bytes.onnx");
  const Finished run = run_program("convert " + files.path("bytes.onnx") + " " +
                                   files.path("out.onnx") + " --mean 0.5");
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "takes pixels as whole numbers, as they are: --mean and --std"), run.err);
}

void write_splits(const Files& files, const std::vector<std::string>& splits) {
  for (const std::string& split : splits) {
    for (const auto& [name, colour] : {std::pair{"red", red}, {"green", green}}) {
      for (const char* number : {"0", "1", "2"}) {
        files.picture(fmt::format("set/{}/{}/{}-{}.png", split, name, split, number), colour, 28,
                      28);
      }
    }
  }
}

const std::string train_command = "train lenet5 --batch 2 --epochs 1 --backend cpu --data ";

BOOST_AUTO_TEST_CASE(a_folder_for_validation_is_used) {
  const Files files;
  write_splits(files, {"train", "test", "val"});
  const Finished run =
      run_program(train_command + files.path("set") + " --out " + files.path("run"));
  BOOST_TEST(run.status == 0, run.err);
  BOOST_TEST(has(run.out, "validation "), run.out);
  const Finished other = run_program(train_command + files.path("set") +
                                     " --validation 0.4 --out " + files.path("other"));
  BOOST_TEST(has(other.err, "the 6 images that the data set has for validation are not used"),
             other.err);
}

BOOST_AUTO_TEST_CASE(a_run_does_not_become_a_class) {
  const Files files;
  write_splits(files, {"train", "test"});
  const Finished run =
      run_program(train_command + files.path("set") + " --out " + files.path("set/train/run"));
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "set/train/run: lies among the pictures of '"), run.err);
  BOOST_TEST(!fs::exists(files.folder / "set/train/run"));
}

BOOST_AUTO_TEST_CASE(a_run_knows_its_pictures_and_not_their_place) {
  const Files files;
  write_splits(files, {"train", "test"});
  BOOST_TEST(
      run_program(train_command + files.path("set") + " --out " + files.path("run")).status == 0);
  fs::rename(files.folder / "set", files.folder / "moved");
  const std::string resume =
      "train --resume " + files.path("run") + " --data " + files.path("moved") + " --epochs ";
  const Finished second = run_program(resume + "2");
  BOOST_TEST(second.status == 0, second.err);
  fs::rename(files.folder / "moved/train/red/train-0.png",
             files.folder / "moved/train/green/train-9.png");
  const Finished third = run_program(resume + "3");
  BOOST_TEST(third.status == 1);
  BOOST_TEST(has(third.err, "the training images are not those that the run began with: "),
             third.err);
}

// Other pictures under the old names, in each part of the data.
BOOST_AUTO_TEST_CASE(a_run_knows_what_is_in_its_pictures) {
  const Files files;
  write_splits(files, {"train", "test", "val"});
  BOOST_TEST(
      run_program(train_command + files.path("set") + " --out " + files.path("run")).status == 0);
  const std::string resume = "train --resume " + files.path("run") + " --epochs 2";
  for (const auto& [part, why] :
       {std::pair("train", "as many of each class, but others"),
        std::pair("test", "the checkpoint is of another run: test data is '"),
        std::pair("val", "the checkpoint is of another run: validation data is '")}) {
    const fs::path red = files.folder / fmt::format("set/{0}/red/{0}-0.png", part);
    const fs::path green = files.folder / fmt::format("set/{0}/green/{0}-1.png", part);
    BOOST_TEST_REQUIRE((fs::exists(red) && fs::exists(green)), part);
    const fs::path old = files.folder / "old.png";
    fs::copy_file(red, old);
    fs::copy_file(green, red, fs::copy_options::overwrite_existing);
    const Finished changed = run_program(resume);
    BOOST_TEST(changed.status == 1);
    BOOST_TEST(has(changed.err, why), changed.err);
    fs::copy_file(old, red, fs::copy_options::overwrite_existing);
    fs::remove(old);
  }
  const Finished same = run_program(resume);
  BOOST_TEST(same.status == 0, same.err);
}

BOOST_AUTO_TEST_CASE(a_size_for_images_that_have_one) {
  const Files files;
  write_blocks(files.folder / "blocks", 20, 10);
  const Finished run = run_program(train_command + files.path("blocks") +
                                   " --image-size 20 --out " + files.path("run"));
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "--image-size is for photos: the images of "), run.err);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea
