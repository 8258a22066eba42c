// Lists of photos with numbers to learn.
#include "fovea/datasets/target_list.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "fovea/images/image.h"
#include "tests/support/message.h"
#include "tests/support/temporary_folder.h"

BOOST_AUTO_TEST_SUITE(target_list)

using namespace fovea;
using namespace fovea::test;
namespace fs = std::filesystem;

namespace {

// All pixels of picture i have the gray i.
struct Pictures {
  TemporaryFolder folder;

  Pictures() {
    for (int i = 0; i < 20; ++i) {
      Tensor pixels(Shape{5, 6, 3}, DType::u8);
      std::ranges::fill(pixels.as<std::uint8_t>(), static_cast<std::uint8_t>(i));
      datasets::write_png(pixels, folder.path() / fmt::format("{}.png", i));
    }
  }
  fs::path list(const std::string& text) const {
    std::ofstream(folder.path() / "list.csv", std::ios::binary) << text;
    return folder.path() / "list.csv";
  }
  datasets::TargetList open(const std::string& text) const {
    return datasets::open_target_list(list(text), {.size = {4, 4, 3}});
  }
  std::string fault(const std::string& text) const {
    return message_of([&] { open(text); });
  }
};

// The gray of each picture and its targets.
std::vector<std::vector<float>> contents(const datasets::Dataset& set, const Tensor& targets) {
  std::vector<std::vector<float>> all;
  std::vector<std::uint8_t> image(4 * 4 * 3);
  const auto width = static_cast<size_t>(targets.shape()[1]);
  for (std::uint32_t i = 0; i < set.size(); ++i) {
    const auto row = static_cast<size_t>(set.read(i, image));
    all.push_back({static_cast<float>(image[0])});
    const auto numbers = targets.as<float>().subspan(row * width, width);
    all.back().insert(all.back().end(), numbers.begin(), numbers.end());
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(pictures_have_the_numbers_of_their_lines) {
  const Pictures pictures;
  const datasets::TargetList list = pictures.open(
      "\xef\xbb\xbftarget_x,split,path,note,target_y\r\n"
      "1.5,train,7.png,\"a, b\",-2\r\n\r\n"
      "3,test,3.png,,4e2\n"
      "0,val,1.png,,1\n"
      "9,train,9.png,,-0.25\n");
  using Rows = std::vector<std::vector<float>>;
  BOOST_TEST((list.names == std::vector<std::string>{"target_x", "target_y"}));
  BOOST_TEST((contents(*list.pictures.train, list.train) == Rows{{7, 1.5f, -2}, {9, 9, -0.25f}}));
  BOOST_TEST((contents(*list.pictures.test, list.test) == Rows{{3, 3, 400}}));
  BOOST_TEST((contents(*list.pictures.validation, list.validation) == Rows{{1, 0, 1}}));
}

BOOST_AUTO_TEST_CASE(without_a_split_about_a_fifth_is_for_the_test) {
  const Pictures pictures;
  std::string text = "path,target\n";
  for (int i = 0; i < 20; ++i) text += fmt::format("{}.png,{}\n", i, 2 * i);
  const datasets::TargetList list = pictures.open(text);
  BOOST_TEST(list.pictures.train->size() + list.pictures.test->size() == 20u);
  BOOST_TEST(list.pictures.test->size() >= 1u);
  BOOST_TEST(list.pictures.test->size() <= 9u);
  for (const auto& row : contents(*list.pictures.train, list.train)) {
    BOOST_TEST(row[1] == 2 * row[0]);
  }
  for (const auto& row : contents(*list.pictures.test, list.test)) BOOST_TEST(row[1] == 2 * row[0]);
}

BOOST_AUTO_TEST_CASE(targets_can_be_put_in_the_order_of_a_model) {
  const Pictures pictures;
  const datasets::TargetList list = datasets::in_order_of(
      pictures.open("target_y,path,target_x,target_z,split\n1,1.png,2,3,train\n4,2.png,5,6,train\n"
                    "7,3.png,8,9,test\n10,4.png,11,12,valid\n"),
      std::vector<std::string>{"target_x", "target_z", "target_y"});
  using Rows = std::vector<std::vector<float>>;
  BOOST_TEST((list.names == std::vector<std::string>{"target_x", "target_z", "target_y"}));
  BOOST_TEST((contents(*list.pictures.train, list.train) == Rows{{1, 2, 3, 1}, {2, 5, 6, 4}}));
  BOOST_TEST((contents(*list.pictures.test, list.test) == Rows{{3, 8, 9, 7}}));
  BOOST_TEST((contents(*list.pictures.validation, list.validation) == Rows{{4, 11, 12, 10}}));
}

BOOST_AUTO_TEST_CASE(targets_of_other_names_are_no_targets_of_the_model) {
  const Pictures pictures;
  const datasets::TargetList list =
      pictures.open("path,target,split\n1.png,1,train\n2.png,2,test\n");
  using Names = std::vector<std::string>;
  for (const Names& names : {Names{"target_age"}, Names{"target", "target_age"}, Names{}}) {
    const std::string fault = message_of([&] { datasets::in_order_of(list, names); });
    BOOST_TEST(has(fault, "list 'list' has the targets 'target', and not "), fault);
  }
}

BOOST_AUTO_TEST_CASE(numbers_may_have_blanks_around_them_and_nothing_else) {
  const Pictures pictures;
  const datasets::TargetList list =
      pictures.open("path,target,split\n1.png, 1.5,train\n2.png,2e1  ,test\n");
  BOOST_TEST(list.train.as<float>()[0] == 1.5f);
  BOOST_TEST(list.test.as<float>()[0] == 20.0f);
  for (const char* const number : {"0x10", "1 2", "", "  ", "inf", "1e999", "1,5"}) {
    const std::string line = fmt::format("1.png,\"{}\",train\n2.png,2,test\n", number);
    BOOST_TEST(has(pictures.fault("path,target,split\n" + line), "is no number"), number);
  }
}

BOOST_AUTO_TEST_CASE(all_faults_are_named_with_their_lines) {
  const Pictures pictures;
  const std::string fault = pictures.fault(
      "path,target,split\n1.png,x,train\n2.png,nan,train\n3.png,1\n4.png,1,now\nnone.png,1,test\n"
      "5.png,1,test\n5.png,2,test\n");
  for (const char* const part :
       {"list.csv", "line 2: 'x' is no number", "line 3: 'nan' is no number",
        "line 4: has 2 of 3 fields", "line 5: 'now' is none of",
        "line 6: there is no file 'none.png'", "line 8: '5.png' is there twice"}) {
    BOOST_TEST(has(fault, part), part << " in: " << fault);
  }
  BOOST_TEST(has(pictures.fault("path,target,split\n1.png,1,train\n"), "the part 'test'"));
  BOOST_TEST(has(pictures.fault("path,target\n1.png,1\n"), "one picture"));
  BOOST_TEST(has(pictures.fault("path,target,target\n1.png,1,2\n"), "two columns 'target'"));
}

BOOST_AUTO_TEST_CASE(lists_of_classes_are_others) {
  const Pictures pictures;
  BOOST_TEST(datasets::is_target_list(pictures.list("path,target\n1.png,1\n")));
  BOOST_TEST(!datasets::is_target_list(pictures.list("path,label\n1.png,cat\n")));
  BOOST_TEST(!datasets::is_target_list(pictures.list("1.png,target\n")));
  BOOST_TEST(!datasets::is_target_list(pictures.list("")));
  BOOST_TEST(!datasets::is_target_list(pictures.folder.path()));
}

BOOST_AUTO_TEST_SUITE_END()
