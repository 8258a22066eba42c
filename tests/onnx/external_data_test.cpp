// Weights in files beside the model: which files are read, which are refused, and that after a kill
// model and data belong together.
#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#include <fmt/format.h>
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>

#include "fovea/layers/conv2d.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/flatten.h"
#include "fovea/onnx/onnx.h"
#include "tests/onnx/external_models.h"
#include "tests/support/onnx_complaint.h"
#include "tests/support/program.h"

using namespace fovea;

namespace {

void write_numbers(const std::filesystem::path& path, int skipped, std::vector<float> numbers) {
  std::ofstream file(path, std::ios::binary);
  file << std::string(static_cast<size_t>(skipped), 'x');
  file.write(reinterpret_cast<const char*>(numbers.data()),
             static_cast<std::streamsize>(numbers.size() * sizeof(float)));
}

Model small_model(std::uint64_t seed) {
  Model model;
  model.name = "small";
  const Value image = model.graph->input("image", {{1, 9, 7, 3}, DType::f32});
  const Value x = conv2d(image, {.channels = 20, .kernel = 3});
  model.graph->output("logits", dense(flatten(x), {.units = 5}));
  model.initialize(seed);
  return model;
}

bool same_weights(const Model& a, const Model& b) {
  return std::ranges::equal(a.weights, b.weights, [](const auto& x, const auto& y) {
    return x.first == y.first && std::ranges::equal(x.second.bytes(), y.second.bytes());
  });
}

// One of the files with a model's weights.
std::filesystem::path data_of(const std::filesystem::path& model) {
  for (const auto& entry : std::filesystem::directory_iterator(model.parent_path())) {
    const std::string name = entry.path().filename().string();
    if (name.find(".data") != std::string::npos && !name.ends_with(".partial")) return entry.path();
  }
  throw Error("no data file").at(model.string());
}

size_t files_in(const std::filesystem::path& folder) {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(external_data)

BOOST_AUTO_TEST_CASE(weights_and_constants_are_read_from_the_folder) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.onnx";
  std::filesystem::create_directory(folder.path() / "deep");
  write_numbers(folder.path() / "deep" / "w.bin", 5, {1, 2, 3, 4, 5, 6});
  std::filesystem::create_symlink("deep/w.bin", folder.path() / "link.bin");
  const auto first = [](const Model& model) { return model.weights.at("w0").as<float>()[0]; };
  for (const std::string location : {"deep/w.bin", "./deep/w.bin", "link.bin"}) {
    for (const std::string length : {"24", ""}) {
      Entries entries = {{"location", location}, {"offset", "5"}, {"checksum", "any"}};
      if (!length.empty()) entries.emplace_back("length", length);
      write(path, products("Gemm", 1, 2, 3, [&](int) { return entries; }));
      BOOST_TEST(first(load_onnx(path)) == 1);
    }
  }
  std::filesystem::create_symlink(path, folder.path() / "deep" / "also.onnx");
  BOOST_TEST(first(load_onnx(folder.path() / "deep" / "also.onnx")) == 1);

  ::onnx::ModelProto model = products("Gemm", 1, 2, 3, [](int) { return Entries(); });
  auto& graph = *model.mutable_graph();
  graph.clear_initializer();
  graph.add_node()->Swap(graph.mutable_node(0));
  auto& node = *graph.mutable_node(0);
  node.set_op_type("Constant");
  node.add_output("w0");
  auto& value = *node.add_attribute();
  value.set_name("value");
  value.set_type(::onnx::AttributeProto::TENSOR);
  lie_beside(*value.mutable_t(), 2, 3, {{"location", "deep/w.bin"}, {"offset", "5"}});
  write(path, model);
  const Model back = load_onnx(path);
  BOOST_REQUIRE(back.graph->constants().size() == 1u);
  BOOST_TEST(back.graph->constants()[0].as<float>()[5] == 6);
}

BOOST_AUTO_TEST_CASE(what_is_refused) {
  const TemporaryFolder outer;
  const auto folder = outer.path() / "model", path = folder / "model.onnx";
  std::filesystem::create_directories(folder / "deep");
  write_numbers(outer.path() / "w.bin", 0, {1, 2, 3, 4, 5, 6});
  write_numbers(folder / "w.bin", 0, {1, 2, 3, 4, 5, 6});
  std::filesystem::create_symlink("../w.bin", folder / "out.bin");
  std::filesystem::create_symlink("..", folder / "out");
  BOOST_REQUIRE_EQUAL(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  const std::string outside = "lies outside the model's folder, where nothing is read";
  const std::vector<std::pair<Entries, std::string>> cases = {
      {{}, "its data lie in a file that is not named"},
      {{{"location", ""}}, "data file '': its data have no file name"},
      {{{"location", std::string("w.bin\0", 6)}}, "data file 'w.bin\\x00': its data have no"},
      {{{"location", "/etc/passwd"}}, "data file '/etc/passwd': " + outside},
      {{{"location", (folder / "w.bin").string()}}, "data file '"},
      {{{"location", "../w.bin"}}, "data file '../w.bin': " + outside},
      {{{"location", "deep/../w.bin"}}, "data file 'deep/../w.bin': " + outside},
      {{{"location", "out.bin"}}, "data file 'out.bin': " + outside},
      {{{"location", "out/w.bin"}}, "data file 'out/w.bin': " + outside},
      {{{"location", "deep"}}, "data file 'deep': not a file"},
      {{{"location", "pipe"}}, "data file 'pipe': not a file"},
      {{{"location", "no.bin"}}, "data file 'no.bin': cannot read: No such file or directory"},
      {{{"location", "w.bin"}, {"location", "w.bin"}}, "its data lie in two places"},
      {{{"location", "w.bin"}, {"offset", "-4"}}, "its offset '-4' is no number of bytes"},
      {{{"location", "w.bin"}, {"offset", "18446744073709551616"}}, "its offset '18446744073"},
      {{{"location", "w.bin"}, {"offset", "18446744073709551615"}},
       "data file 'w.bin': 24 bytes from byte 18446744073709551615 on are needed, it ends at byte"},
      {{{"location", "w.bin"}, {"offset", "4"}},
       "data file 'w.bin': 24 bytes from byte 4 on are needed, it ends at byte 24"},
      {{{"location", "w.bin"}, {"length", "20"}}, "data file 'w.bin': 20 bytes, where 24 are"},
      {{{"location", "w.bin"}, {"length", ""}}, "its length '' is no number of bytes"},
  };
  for (const auto& [entries, expected] : cases) {
    write(path, products("Gemm", 1, 2, 3, [&, &entries = entries](int) { return entries; }));
    const std::string what = complaint(path);
    BOOST_TEST(what.starts_with("initializer 'w0': " + expected), what);
  }
  // Tied weights share their bytes; without a limit, many large tensors from one small file would
  // fill the memory.
  write(path, products("Gemm", 4, 2, 3, [](int) { return Entries{{"location", "w.bin"}}; }));
  BOOST_CHECK_NO_THROW(load_onnx(path));
  write(path, products("Gemm", 5, 2, 3, [](int) { return Entries{{"location", "w.bin"}}; }));
  BOOST_TEST(complaint(path) ==
             "initializer 'w4': data file 'w.bin': its tensors would take over 4 times its size");
}

BOOST_AUTO_TEST_CASE(a_model_saved_beside_its_weights_comes_back) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.onnx", inside = folder.path() / "inside.onnx";
  const Model model = small_model(1);
  save_onnx(model, inside);
  save_onnx(model, path, {}, fovea::onnx::WeightStorage::beside);
  BOOST_TEST(std::filesystem::exists(folder.path() / "a.onnx.data"));
  BOOST_TEST(std::filesystem::file_size(path) < std::filesystem::file_size(inside));
  BOOST_CHECK_NO_THROW(::onnx::checker::check_model(path.string()));
  BOOST_TEST(same_weights(load_onnx(path), model));

  // Other models are saved over it, again and again: two files stay, and they belong together.
  for (std::uint64_t seed = 2; seed < 5; ++seed) {
    save_onnx(small_model(seed), path, {}, fovea::onnx::WeightStorage::beside);
    BOOST_TEST(same_weights(load_onnx(path), small_model(seed)));
    BOOST_TEST(files_in(folder.path()) == 3u);
  }
  // Files of somebody else with such names stay.
  const auto theirs = folder.path() / "b.onnx.data", half = folder.path() / "b.onnx.data-2.partial";
  std::ofstream(theirs) << "notes";
  std::ofstream(half) << "more notes";
  for (std::uint64_t seed = 5; seed < 8; ++seed) {
    save_onnx(small_model(seed), folder.path() / "b.onnx", {}, fovea::onnx::WeightStorage::beside);
    BOOST_TEST(same_weights(load_onnx(folder.path() / "b.onnx"), small_model(seed)));
    BOOST_TEST(read_file(theirs) == "notes");
    BOOST_TEST(read_file(half) == "more notes");
    BOOST_TEST(files_in(folder.path()) == 7u);  // theirs, the model, its data
  }
  // A model that has its weights inside needs no data file.
  save_onnx(small_model(8), folder.path() / "b.onnx");
  BOOST_TEST(same_weights(load_onnx(folder.path() / "b.onnx"), small_model(8)));
  BOOST_TEST(read_file(theirs) == "notes");
  BOOST_TEST(read_file(half) == "more notes");
  BOOST_TEST(files_in(folder.path()) == 6u);
  // After a full disk the old files are still there.
  const auto [status, memory] = apart([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{2000, 2000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    save_onnx(small_model(9), path, {}, fovea::onnx::WeightStorage::beside);
  });
  BOOST_TEST(status == 1);
  BOOST_TEST(same_weights(load_onnx(path), small_model(4)));
  BOOST_TEST(files_in(folder.path()) == 6u);
}

BOOST_AUTO_TEST_CASE(the_program_reads_and_writes_such_files) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.onnx", data = folder / "a.onnx.data";
  const Finished written = run_program("convert lenet5 '" + path + "' --external-data");
  BOOST_TEST(written.status == 0, written.err);
  BOOST_TEST(std::filesystem::exists(data));
  BOOST_TEST(run_program("inspect '" + path + "'").status == 0);
  const Finished again = run_program("convert '" + path + "' '" + path + "'");
  BOOST_TEST(again.status == 0, again.err);
  BOOST_TEST(run_program("convert '" + path + "' '" + path + "' --external-data").status == 0);

  std::ofstream(folder / "grey.pgm") << "no picture";
  const Finished classified = run_program("classify '" + path + "' '" + folder / "grey.pgm" + "'");
  BOOST_TEST(classified.err.find("grey.pgm: is no JPEG") != std::string::npos, classified.err);
  const auto location = std::filesystem::exists(data) ? data : data + "-2";
  std::filesystem::resize_file(location, 5000);
  const Finished cut = run_program("inspect '" + path + "'");
  BOOST_TEST(cut.status == 1);
  BOOST_TEST(cut.err.starts_with("fovea: " + path + ": initializer '"), cut.err);
  BOOST_TEST(cut.err.find("data file 'a.onnx.data") != std::string::npos, cut.err);
  BOOST_TEST(cut.err.find("it ends at byte 5000") != std::string::npos, cut.err);
  std::filesystem::remove(location);
  BOOST_TEST(run_program("inspect '" + path + "'").err.find("cannot read: No such file") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_kill_leaves_a_model_and_its_own_data) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.onnx";
  const Model one = small_model(1), other = small_model(2);
  save_onnx(one, path, {}, fovea::onnx::WeightStorage::beside);
  for (int round = 0; round < 30; ++round) {
    apart(
        [&] {
          for (int i = 0;; ++i)
            save_onnx(i % 2 ? one : other, path, {}, fovea::onnx::WeightStorage::beside);
        },
        1 + round % 15);
    const Model left = load_onnx(path);
    BOOST_TEST((same_weights(left, one) || same_weights(left, other)), "round " << round);
  }
  // The next save that is not killed removes the files of killed writers.
  for (const char* left : {"", "-3", "-7", "-2.partial", "-9.partial"}) {
    const std::string name = path.string() + ".data" + left;
    if (!std::filesystem::exists(name)) std::filesystem::copy_file(data_of(path), name);
  }
  save_onnx(one, path, {}, fovea::onnx::WeightStorage::beside);
  BOOST_TEST(files_in(folder.path()) == 2u);
  BOOST_TEST(same_weights(load_onnx(path), one));
}

BOOST_AUTO_TEST_SUITE_END()
