// Lists of photos in CSV files.
#include "fovea/datasets/picture_list.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "fovea/datasets/open.h"
#include "fovea/images/image.h"
#include "tests/support/message.h"
#include "tests/support/temporary_folder.h"

BOOST_AUTO_TEST_SUITE(picture_list)

using namespace fovea;
using namespace fovea::test;
namespace fs = std::filesystem;

namespace {

struct List {
  TemporaryFolder folder;

  List() {
    for (int i = 0; i < 20; ++i) photo(fmt::format("{}.png", i), i);
    photo("a, \"b\".png", 77);
  }
  void photo(const std::string& name, int value) const {
    Tensor pixels(Shape{5, 6, 3}, DType::u8);
    std::ranges::fill(pixels.as<std::uint8_t>(), static_cast<std::uint8_t>(value));
    datasets::write_png(pixels, folder.path() / name);
  }
  datasets::TrainTest open(const std::string& text) const {
    std::ofstream(folder.path() / "list.csv", std::ios::binary) << text;
    return datasets::open((folder.path() / "list.csv").string(), {.size = {4, 4, 3}});
  }
  std::string fault(const std::string& text) const {
    return message_of([&] { open(text); });
  }
};

// Value and label of each picture.
std::vector<std::pair<int, int>> contents(const datasets::Dataset& set) {
  std::vector<std::pair<int, int>> all;
  std::vector<std::uint8_t> image(4 * 4 * 3);
  for (std::uint32_t i = 0; i < set.size(); ++i) {
    const int label = set.read(i, image);
    all.emplace_back(image[0], label);
  }
  return all;
}

using Contents = std::vector<std::pair<int, int>>;

}  // namespace

BOOST_AUTO_TEST_CASE(a_third_column_divides) {
  const List list;
  const datasets::TrainTest both = list.open(
      "\xef\xbb\xbf"
      "1.png,dog,train\r\n2.png,cat,train\r\n\r\n3.png,dog,test\r\n4.png,cat,valid\r\n"
      "\"a, \"\"b\"\".png\",\"cat\",train");
  BOOST_TEST(both.train->name() == "list");
  BOOST_TEST(both.train->labels() == (std::vector<std::string>{"cat", "dog"}),
             boost::test_tools::per_element());
  BOOST_TEST((contents(*both.train) == Contents{{1, 1}, {2, 0}, {77, 0}}));
  BOOST_TEST((contents(*both.test) == Contents{{3, 1}}));
  BOOST_TEST((contents(*both.validation) == Contents{{4, 0}}));
}

BOOST_AUTO_TEST_CASE(a_first_line_names_the_columns) {
  const List list;
  const datasets::TrainTest both =
      list.open("split,id,label,path\ntrain,7,b,1.png\ntrain,8,a,2.png\nval,9,a,3.png\n");
  BOOST_TEST((contents(*both.train) == Contents{{1, 1}, {2, 0}}));
  BOOST_TEST((contents(*both.test) == Contents{{3, 0}}));  // val stands for the test
  BOOST_TEST(!both.validation);
}

BOOST_AUTO_TEST_CASE(without_a_third_column_the_hash_divides) {
  const List list;
  std::string text;
  for (int i = 0; i < 20; ++i) text += fmt::format("{}.png,{}\n", i, i % 2 ? "odd" : "even");
  const datasets::TrainTest both = list.open(text);
  BOOST_TEST(both.train->size() + both.test->size() == 20u);
  BOOST_TEST(both.test->size() >= 2u);
  for (const auto& set : {both.train, both.test}) {
    for (const auto& [value, label] : contents(*set)) BOOST_TEST(label == value % 2);
  }
  const std::uint64_t identity = both.train->identity();
  BOOST_TEST(list.open("path,label\n" + text).train->identity() == identity);
  BOOST_TEST(list.open(text + "\"a, \"\"b\"\".png\",odd\n").train->labels().size() == 2u);
}

BOOST_AUTO_TEST_CASE(faults_have_their_lines) {
  const List list;
  const std::string all = list.fault(
      "1.png,a,train\n99.png,b,train\n2.png\n3.png,b,later\n4.png,,test\n"
      "\"5.png,a,train\n6.png,\"a\"b,train\n7.png,\xff,test\n");
  BOOST_TEST(has(all, "list.csv: "), all);
  for (const char* const part :
       {"line 2: there is no file '99.png'", "line 3: has 1 of 3 fields",
        "line 4: 'later' is none of train, test and val", "line 5: the class is empty",
        "line 6: a quote does not end", "line 7: a quote does not end, or ends within a field",
        "line 8: the name of the class is not UTF-8"}) {
    BOOST_TEST(has(all, part), all << " is to hold " << part);
  }
  BOOST_TEST(has(list.fault("1.png,a\n2.png,b\n1.png,b\n3.png,a\n"), "'1.png' is there twice"));
  BOOST_TEST(has(list.fault("1.png,a\n2.png,b\n4.png,b\n"), "class 'a' has one picture"));
  BOOST_TEST(
      has(list.fault("1.png,a,train\n2.png,b,test\n"), "class 'b' has no picture for training"));
  BOOST_TEST(has(list.fault("1.png,a,train\n2.png,b,train\n"), "no picture is for the test"));
  BOOST_TEST(has(list.fault("1.png,a\n2.png,a\n"), "fewer than two classes"));
  BOOST_TEST(has(list.fault(""), "fewer than two classes"));
  std::ofstream(list.folder.path() / "list.txt") << "1.png,a\n";
  BOOST_TEST(has(message_of([&] { datasets::open(list.folder.path().string() + "/list.txt"); }),
                 "a folder or a .csv file, and this is a file"));
}

BOOST_AUTO_TEST_SUITE_END()
