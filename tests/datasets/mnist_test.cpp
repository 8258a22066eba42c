// The four files of MNIST: their names, the places where they are looked for, and files that do not
// fit together.
#include "datasets/idx_pair.h"

#include <stdlib.h>

#include <boost/test/unit_test.hpp>

#include "datasets/locate.h"
#include "fovea/datasets/open.h"
#include "tests/datasets/idx_files.h"
#include "tests/support/message.h"

BOOST_AUTO_TEST_SUITE(mnist)

using namespace fovea;
using namespace fovea::test;
namespace fs = std::filesystem;

namespace {

/// 12 training and 10 test images of 3 x 4 pixels.
void write_set(const fs::path& folder, const std::string& separator = "-") {
  fs::create_directories(folder);
  write(folder / ("train-images" + separator + "idx3-ubyte"), idx_bytes({12, 3, 4}, counting(144)));
  write(folder / ("train-labels" + separator + "idx1-ubyte"), idx_bytes({12}, counting(12, 10)));
  write(folder / ("t10k-images" + separator + "idx3-ubyte"), idx_bytes({10, 3, 4}, counting(120)));
  write(folder / ("t10k-labels" + separator + "idx1-ubyte"), idx_bytes({10}, counting(10)));
}

void pack(const fs::path& file) {
  write(file.string() + ".gz", packed(file.string() + ".scratch", read(file)));
  fs::remove(file);
}

/// Sets an environment variable as long as it exists; nullptr unsets it.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    const char* before = getenv(name);
    had_ = before;
    if (before) before_ = before;
    set(value);
  }
  ~Variable() { set(had_ ? before_.c_str() : nullptr); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  void set(const char* value) {
    if (value) {
      setenv(name_, value, 1);
    } else {
      unsetenv(name_);
    }
  }
  const char* name_;
  std::string before_;
  bool had_ = false;
};

std::string fault(const std::string& name_or_folder) {
  return message_of([&] { datasets::open(name_or_folder); });
}

boost::test_tools::assertion_result shared_data_is_here(boost::unit_test::test_unit_id) {
  return std::string(FOVEA_SHARED_DATA) != "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_all_four_names) {
  for (const char* separator : {"-", "."}) {
    for (const bool gzip : {false, true}) {
      const Folder folder;
      write_set(folder.path(), separator);
      if (gzip) {
        std::vector<fs::path> files(fs::directory_iterator(folder.path()), {});
        for (const fs::path& file : files) pack(file);
      }
      const datasets::TrainTest sets = datasets::open(folder.path().string());
      BOOST_TEST(sets.train->size() == 12u);
      BOOST_TEST(sets.test->size() == 10u);
      BOOST_TEST(sets.train->image().str() == "(3, 4, 1)");
      BOOST_TEST(sets.train->labels()[3] == "3");
      Bytes image(12);
      BOOST_TEST(sets.train->read(11, image) == 1);
      BOOST_TEST(image[0] == 132);
    }
  }
}

// Kaggle unpacks each file into a folder of its name; the folder may be beside the file itself.
BOOST_AUTO_TEST_CASE(folders_that_bear_the_files_names) {
  const Folder folder;
  write_set(folder.path());
  std::vector<fs::path> files(fs::directory_iterator(folder.path()), {});
  for (const fs::path& file : files) {
    const std::string name = file.filename().string();
    fs::rename(file, folder / "moved");
    fs::create_directories(folder / name);
    fs::rename(folder / "moved", folder / name / name);
  }
  BOOST_TEST(datasets::open(folder.path().string()).train->size() == 12u);
  fs::rename(folder / "t10k-labels-idx1-ubyte/t10k-labels-idx1-ubyte",
             folder / "t10k-labels.idx1-ubyte");
  BOOST_TEST(datasets::open(folder.path().string()).test->size() == 10u);
  fs::rename(folder / "train-images-idx3-ubyte/train-images-idx3-ubyte",
             folder / "train-images-idx3-ubyte/train-images.idx3-ubyte");
  BOOST_TEST(datasets::open(folder.path().string()).train->size() == 12u);
}

// EMNIST's letters are numbered from 1, and its images lie on their side.
BOOST_AUTO_TEST_CASE(emnist) {
  const Folder folder;
  const Variable data("FOVEA_DATA", folder.path().c_str());
  fs::create_directories(folder / "emnist");
  for (const char* split : {"train", "test"}) {
    const std::string stem = "emnist/emnist-letters-" + std::string(split);
    write(folder / (stem + "-images-idx3-ubyte"), idx_bytes({2, 2, 3}, counting(12)));
    write(folder / (stem + "-labels-idx1-ubyte"), idx_bytes({2}, {1, 26}));
  }
  pack(folder / "emnist/emnist-letters-test-images-idx3-ubyte");
  const std::string path = (folder / "emnist").string();
  for (const std::string& name : {std::string("emnist-letters"), path}) {
    const datasets::TrainTest sets = datasets::open(name);
    BOOST_TEST(sets.train->name() == "emnist-letters");
    BOOST_TEST(sets.train->labels().size() == 26u);
    BOOST_TEST(sets.train->image().str() == "(3, 2, 1)");
    Bytes image(6);
    BOOST_TEST(sets.test->read(1, image) == 25);
    BOOST_TEST(image == (Bytes{6, 9, 7, 10, 8, 11}), boost::test_tools::per_element());
  }
  write(folder / "emnist/emnist-letters-test-labels-idx1-ubyte", idx_bytes({2}, {0, 26}));
  BOOST_TEST(has(fault(path), "label 0 at byte 8, where 1 to 26 is allowed"));
  BOOST_TEST(has(fault("emnist-byclass"), "put the files of emnist-byclass there"));
}

BOOST_AUTO_TEST_CASE(two_selections_in_one_folder) {
  const Folder folder;
  for (const char* selection : {"letters", "digits"}) {
    for (const char* split : {"train", "test"}) {
      for (const char* place : {"many", "emnist-digits"}) {
        fs::create_directories(folder / place);
        const std::string stem = fmt::format("{}/emnist-{}-{}", place, selection, split);
        write(folder / (stem + "-images-idx3-ubyte"), idx_bytes({2, 2, 3}, counting(12)));
        write(folder / (stem + "-labels-idx1-ubyte"), idx_bytes({2}, {1, 9}));
      }
    }
  }
  BOOST_TEST(
      has(fault((folder / "many").string()), "many: holds both emnist-letters and emnist-digits"));
  const std::string named = (folder / "emnist-digits").string();
  BOOST_TEST(datasets::open(named).train->name() == "emnist-digits");
}

BOOST_AUTO_TEST_CASE(finds_sets_by_name) {
  const Folder folder;
  const Variable data("FOVEA_DATA", folder.path().c_str());
  write_set(folder / "fashion-mnist");
  const datasets::TrainTest sets = datasets::open("fashion-mnist");
  BOOST_TEST(sets.train->name() == "fashion-mnist");
  BOOST_TEST(sets.test->labels()[9] == "Ankle boot");
  const std::string by_path = (folder / "fashion-mnist").string() + "/";
  BOOST_TEST(datasets::open(by_path).train->labels()[0] == "T-shirt/top");
}

BOOST_AUTO_TEST_CASE(looks_where_the_variables_say) {
  const Variable data("FOVEA_DATA", "/some/data"), home("HOME", "/home/me");
  BOOST_TEST(datasets::data_folder("mnist").string() == "/some/data/mnist");
  const Variable no_data("FOVEA_DATA", nullptr), cache("XDG_CACHE_HOME", "/cache");
  BOOST_TEST(datasets::data_folder("mnist").string() == "/cache/fovea/mnist");
  const Variable relative("XDG_CACHE_HOME", "cache");
  BOOST_TEST(datasets::data_folder("mnist").string() == "/home/me/.cache/fovea/mnist");
  const Variable no_home("HOME", nullptr);
  BOOST_TEST(
      has(message_of([] { datasets::data_folder("mnist"); }), "neither FOVEA_DATA nor HOME"));
}

BOOST_AUTO_TEST_CASE(says_how_to_get_missing_files) {
  const Folder folder;
  const Variable data("FOVEA_DATA", folder.path().c_str());
  const std::string wanted = (folder / "mnist").string();
  BOOST_TEST(fault("mnist") == wanted + ": train-images-idx3-ubyte is missing (and so is " +
                                   "train-images-idx3-ubyte.gz); get it with: tools/get_data.sh " +
                                   "mnist " + wanted);
  write_set(folder / "it's here");
  fs::remove(folder / "it's here/t10k-labels-idx1-ubyte");
  const std::string text = fault((folder / "it's here").string());
  BOOST_TEST(has(text, "t10k-labels-idx1-ubyte is missing"), text);
  BOOST_TEST(has(text, "tools/get_data.sh mnist '"), text);
  BOOST_TEST(has(text, "/it'\\''s here'"), text);
}

BOOST_AUTO_TEST_CASE(names_the_nearest_set) {
  BOOST_TEST(fault("mnits") == "no data set or folder is called 'mnits'; did you mean 'mnist'?");
  BOOST_TEST(fault("fashionmnist") ==
             "no data set or folder is called 'fashionmnist'; did you mean 'fashion-mnist'?");
  BOOST_TEST(
      has(fault("zebrafish"), "known names: cifar10, cifar100, cifar100-coarse, emnist-balanced"));
  BOOST_TEST(fault("no/such") == "no/such: there is no such folder");
  const Folder folder;
  BOOST_TEST(
      has(fault(folder.path().string()), "holds no data set: neither photos in train/CLASS/"));
  BOOST_TEST(has(fault(write(folder / "file", {}).string()), "this is a file"));
}

BOOST_AUTO_TEST_CASE(names_what_disagrees) {
  const Folder folder;
  write_set(folder.path());
  const std::string set = folder.path().string();
  write(folder / "train-labels-idx1-ubyte", idx_bytes({11}, counting(11, 10)));
  BOOST_TEST(fault(set) == set + "/train-images-idx3-ubyte: 12 images, but " + set +
                               "/train-labels-idx1-ubyte has 11 labels");
  write(folder / "train-labels-idx1-ubyte", idx_bytes({12}, counting(12)));
  BOOST_TEST(fault(set) ==
             set + "/train-labels-idx1-ubyte: label 10 at byte 18, where 0 to 9 is " + "allowed");
  write_set(folder.path());
  write(folder / "t10k-images-idx3-ubyte", idx_bytes({10, 4, 3}, counting(120)));
  BOOST_TEST(fault(set) == set + "/t10k-images-idx3-ubyte: its images are (4, 3, 1), those of " +
                               set + "/train-images-idx3-ubyte are (3, 4, 1)");
}

BOOST_AUTO_TEST_CASE(refuses_the_hostile_pairs,
                     *boost::unit_test::precondition(shared_data_is_here)) {
  const fs::path bad = fs::path(FOVEA_SHARED_DATA) / "bad";
  const Folder folder;
  fs::copy(bad / "mismatch-images-idx3-ubyte", folder / "train-images-idx3-ubyte");
  fs::copy(bad / "mismatch-images-idx3-ubyte", folder / "t10k-images-idx3-ubyte");
  write(folder / "t10k-labels-idx1-ubyte", idx_bytes({5}, counting(5)));
  const fs::path labels = folder / "train-labels-idx1-ubyte";
  fs::copy(bad / "mismatch-labels-idx1-ubyte", labels);
  BOOST_TEST(has(fault(folder.path().string()), "5 images, but " + labels.string() + " has 7"));
  fs::copy(bad / "label_200-idx1-ubyte", labels, fs::copy_options::overwrite_existing);
  BOOST_TEST(has(fault(folder.path().string()), labels.string() + ": label 200 at byte 10"));
}

BOOST_AUTO_TEST_SUITE_END()
