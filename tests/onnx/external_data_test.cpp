// Weights in files beside the model: what is read, what is refused, how much memory that takes, and
// that a kill leaves model and data that belong together. FOVEA_LARGE=1 also loads and saves models
// of over 2 GiB.
#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#include <fmt/format.h>
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "framework/formats/onnx/onnx.h"
#include "framework/layers/conv2d.h"
#include "framework/layers/dense.h"
#include "framework/layers/flatten.h"
#include "tests/support/temporary_folder.h"

#if defined(__SANITIZE_ADDRESS__)
#define FOVEA_SHADOW_MEMORY 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FOVEA_SHADOW_MEMORY 1
#endif
#endif

using namespace fovea;

namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

void lie_beside(::onnx::TensorProto& tensor, std::int64_t rows, std::int64_t columns,
                const Entries& entries) {
  tensor.set_data_type(::onnx::TensorProto::FLOAT);
  tensor.add_dims(rows);
  tensor.add_dims(columns);
  tensor.set_data_location(::onnx::TensorProto::EXTERNAL);
  for (const auto& [key, value] : entries) {
    auto& entry = *tensor.add_external_data();
    entry.set_key(key);
    entry.set_value(value);
  }
}

// y<i> = x w<i>, the weights (rows, columns) as `lies` says; in Gemm they are read as they are, in
// MatMul turned.
::onnx::ModelProto products(const std::string& op, int count, std::int64_t rows,
                            std::int64_t columns, const std::function<Entries(int)>& lies) {
  ::onnx::ModelProto model;
  model.set_ir_version(8);
  model.add_opset_import()->set_version(17);
  auto& graph = *model.mutable_graph();
  graph.set_name("products");
  const auto describe = [](::onnx::ValueInfoProto& value, const std::string& name,
                           std::int64_t extent) {
    value.set_name(name);
    auto& type = *value.mutable_type()->mutable_tensor_type();
    type.set_elem_type(::onnx::TensorProto::FLOAT);
    type.mutable_shape()->add_dim()->set_dim_param("N");
    type.mutable_shape()->add_dim()->set_dim_value(extent);
  };
  const bool turned = op == "Gemm";  // with transB
  describe(*graph.add_input(), "x", turned ? columns : rows);
  for (int i = 0; i < count; ++i) {
    auto& node = *graph.add_node();
    node.set_op_type(op);
    node.add_input("x");
    node.add_input(fmt::format("w{}", i));
    node.add_output(fmt::format("y{}", i));
    if (turned) {
      auto& attribute = *node.add_attribute();
      attribute.set_name("transB");
      attribute.set_type(::onnx::AttributeProto::INT);
      attribute.set_i(1);
    }
    auto& weight = *graph.add_initializer();
    weight.set_name(fmt::format("w{}", i));
    lie_beside(weight, rows, columns, lies(i));
    describe(*graph.add_output(), fmt::format("y{}", i), turned ? rows : columns);
  }
  return model;
}

void write(const std::filesystem::path& path, const ::onnx::ModelProto& model) {
  std::ofstream(path, std::ios::binary) << model.SerializeAsString();
}

void write_numbers(const std::filesystem::path& path, int skipped, std::vector<float> numbers) {
  std::ofstream file(path, std::ios::binary);
  file << std::string(static_cast<size_t>(skipped), 'x');
  file.write(reinterpret_cast<const char*>(numbers.data()),
             static_cast<std::streamsize>(numbers.size() * sizeof(float)));
}

// What load_onnx says of the file, without its name; "" if it loads.
std::string complaint(const std::filesystem::path& path) {
  try {
    load_onnx(path);
  } catch (const Error& error) {
    const std::string what = error.what(), prefix = path.string() + ": ";
    BOOST_TEST(what.starts_with(prefix), what);
    BOOST_TEST(what.find('\n') == std::string::npos, what);
    return what.substr(prefix.size());
  }
  return "";
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

size_t files_in(const std::filesystem::path& folder) {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

// Runs it in a process of its own; returns the exit status and the most memory in MiB.
std::pair<int, std::int64_t> apart(const std::function<void()>& body, int kill_after_ms = -1) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      body();
      ::_exit(0);
    } catch (...) {
      ::_exit(1);
    }
  }
  if (kill_after_ms >= 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(kill_after_ms));
    ::kill(child, SIGKILL);
  }
  int status = 0;
  rusage usage{};
  BOOST_REQUIRE_EQUAL(::wait4(child, &status, 0, &usage), child);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, usage.ru_maxrss / 1024};
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
    write(path, products("Gemm", 1, 2, 3, [&](int) { return entries; }));
    const std::string what = complaint(path);
    BOOST_TEST(what.starts_with("initializer 'w0': " + expected), what);
  }
  // Of a small file as many large tensors as one likes would fill the memory.
  write(path, products("Gemm", 2, 2, 3, [](int) { return Entries{{"location", "w.bin"}}; }));
  BOOST_TEST(complaint(path) ==
             "initializer 'w1': data file 'w.bin': two tensors lie in the same bytes");
}

BOOST_AUTO_TEST_CASE(a_model_saved_beside_its_weights_comes_back) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.onnx", inside = folder.path() / "inside.onnx";
  const Model model = small_model(1);
  save_onnx(model, inside);
  save_onnx(model, path, {}, fovea::onnx::Weights::beside);
  BOOST_TEST(std::filesystem::exists(folder.path() / "a.onnx.data"));
  BOOST_TEST(std::filesystem::file_size(path) < std::filesystem::file_size(inside));
  BOOST_CHECK_NO_THROW(::onnx::checker::check_model(path.string()));
  BOOST_TEST(same_weights(load_onnx(path), model));

  // Another over it, again and again: two files stay, and they belong together.
  for (std::uint64_t seed = 2; seed < 5; ++seed) {
    save_onnx(small_model(seed), path, {}, fovea::onnx::Weights::beside);
    BOOST_TEST(same_weights(load_onnx(path), small_model(seed)));
    BOOST_TEST(files_in(folder.path()) == 3u);
  }
  // A full disk leaves what was there.
  const auto [status, memory] = apart([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{2000, 2000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    save_onnx(small_model(9), path, {}, fovea::onnx::Weights::beside);
  });
  BOOST_TEST(status == 1);
  BOOST_TEST(same_weights(load_onnx(path), small_model(4)));
  BOOST_TEST(files_in(folder.path()) == 3u);
}

BOOST_AUTO_TEST_CASE(a_kill_leaves_a_model_and_its_own_data) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.onnx";
  const Model one = small_model(1), other = small_model(2);
  save_onnx(one, path, {}, fovea::onnx::Weights::beside);
  for (int round = 0; round < 30; ++round) {
    apart(
        [&] {
          for (int i = 0;; ++i)
            save_onnx(i % 2 ? one : other, path, {}, fovea::onnx::Weights::beside);
        },
        1 + round % 15);
    const Model left = load_onnx(path);
    BOOST_TEST((same_weights(left, one) || same_weights(left, other)), "round " << round);
  }
  save_onnx(one, path, {}, fovea::onnx::Weights::beside);
  save_onnx(one, path, {}, fovea::onnx::Weights::beside);
  // What killed writers left is written over or gone, but for a file that was not finished.
  BOOST_TEST(files_in(folder.path()) <= 3u);
}

// A sparse file of weights with one number in each.
void check_memory(const std::string& op, std::int64_t rows, std::int64_t columns, int count,
                  std::int64_t allowed_mib) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.onnx", data = folder.path() / "w.bin";
  const std::int64_t bytes = rows * columns * 4;
  std::ofstream(data).close();
  std::filesystem::resize_file(data, static_cast<std::uintmax_t>(count * bytes));
  for (int i = 0; i < count; ++i) {
    std::fstream file(data, std::ios::binary | std::ios::in | std::ios::out);
    const float number = static_cast<float>(i + 1);
    file.seekp((i + 1) * bytes - 4);
    file.write(reinterpret_cast<const char*>(&number), 4);
  }
  write(path, products(op, count, rows, columns, [&](int i) {
          return Entries{{"location", "w.bin"},
                         {"offset", std::to_string(i * bytes)},
                         {"length", std::to_string(bytes)}};
        }));
  const std::int64_t before = apart([] {}).second;
  const auto start = std::chrono::steady_clock::now();
  const auto [status, peak] = apart([&] {
    const Model model = load_onnx(path);
    for (int i = 0; i < count; ++i) {
      const auto numbers = model.weights.at(fmt::format("w{}", i)).as<float>();
      if (numbers.back() != static_cast<float>(i + 1)) throw Error("another number");
    }
  });
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  BOOST_TEST(status == 0);
#ifndef FOVEA_SHADOW_MEMORY
  const std::int64_t weights = count * bytes >> 20;
  BOOST_TEST(peak - before <= weights + allowed_mib);
  BOOST_TEST_MESSAGE(op << ": " << weights << " MiB of weights in " << seconds.count()
                        << " s, at most " << peak - before << " MiB");
#endif
}

BOOST_AUTO_TEST_CASE(loading_takes_no_more_memory_than_the_weights) {
  check_memory("Gemm", 512, 8192, 5, 8);
  check_memory("MatMul", 512, 8192, 5, 16 + 8);  // one of them turned
}

BOOST_AUTO_TEST_CASE(models_of_over_2_gib) {
  if (!std::getenv("FOVEA_LARGE")) return;
  check_memory("Gemm", 16384, 8192, 5, 8);
  check_memory("MatMul", 16384, 8192, 5, 512 + 8);
}

BOOST_AUTO_TEST_CASE(a_model_of_over_2_gib_is_saved_beside_its_weights) {
  if (!std::getenv("FOVEA_LARGE")) return;
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.onnx";
  Model model;
  const Value x = model.graph->input("x", {{1, 8192}, DType::f32});
  for (int i = 0; i < 5; ++i) {
    model.graph->output(fmt::format("y{}", i), dense(x, {.units = 16384, .bias = false}));
  }
  for (const Variable& variable : model.graph->variables()) {
    Tensor values(variable.type);
    values.as<float>().back() = static_cast<float>(model.weights.size());
    model.weights[variable.name] = values;
  }
  save_onnx(model, path);
  BOOST_TEST(std::filesystem::file_size(path) < 10000u);
  BOOST_TEST(std::filesystem::file_size(folder.path() / "model.onnx.data") == 5u << 29);
  const Model back = load_onnx(path);
  for (const auto& [name, values] : model.weights) {
    BOOST_TEST(back.weights.at(name).as<float>().back() == values.as<float>().back());
  }
}

BOOST_AUTO_TEST_SUITE_END()
