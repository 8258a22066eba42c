#include "apps/webcam/teacher.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "fovea/cpu/cpu.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/flatten.h"

namespace fovea::apps {
namespace {

/// The features are the pixels.
Model pixels() {
  Model model;
  model.name = "pixels";
  const Value image = model.graph->input("image", {{1, 1, 2, 1}, DType::f32});
  model.graph->output("scores", dense(flatten(image), {.units = 3, .name = "scores"}));
  model.initialize(1);
  return model;
}

Tensor features(float a, float b) { return Tensor::of<float>({1, 2}, {a, b}); }

constexpr double for_ever = 1e9;

BOOST_AUTO_TEST_SUITE(teacher)

BOOST_AUTO_TEST_CASE(from_the_second_class_on) {
  const Model base = pixels();
  cpu::CpuBackend backend;
  Teacher teacher(base, {"left", "right", "none"});
  const auto head = teacher.make_head(backend);
  const auto train = [&](double seconds) {
    teacher.train(*head, seconds);
    return teacher.state();
  };
  BOOST_TEST(train(for_ever).steps == 0);
  BOOST_TEST(teacher.record(2, features(0, 1)) == 1);
  BOOST_TEST(teacher.record(2, features(0, 2)) == 2);
  BOOST_TEST(train(for_ever).steps == 0);
  BOOST_TEST(teacher.guesses(*head, features(0, 1)).empty());
  BOOST_CHECK_THROW(teacher.taught(), Error);

  teacher.record(0, features(1, 0));
  BOOST_CHECK_THROW(teacher.taught(), Error);  // not before the first step
  BOOST_TEST(train(0).steps == 1);             // with no time it makes one step
  BOOST_TEST(train(for_ever).steps == Teacher::steps_a_change);
  BOOST_TEST(train(for_ever).steps == Teacher::steps_a_change);  // nothing more to do
  const auto guesses = teacher.guesses(*head, features(3, 0));
  BOOST_REQUIRE_EQUAL(guesses.size(), 2);
  BOOST_TEST(guesses[0].target == 0);
  BOOST_TEST(guesses[1].target == 2);
  BOOST_TEST(std::abs(guesses[0].probability + guesses[1].probability - 1) < 1e-5f);

  BOOST_TEST((teacher.taught().labels == std::vector<std::string>{"left", "none"}));
  BOOST_TEST(!teacher.state().saved);
  teacher.saved(teacher.state().steps - 1);  // the last step came after saving
  BOOST_TEST(!teacher.state().saved);
  teacher.saved(teacher.state().steps);
  BOOST_TEST(teacher.state().saved);
  BOOST_TEST(teacher.undo().value() == 0);
  BOOST_TEST(!train(for_ever).ready);
  BOOST_CHECK_THROW(teacher.taught(), Error);
  teacher.record(1, features(1, 0));
  BOOST_TEST(train(for_ever).steps == 2 * Teacher::steps_a_change);
  BOOST_TEST((teacher.taught().labels == std::vector<std::string>{"right", "none"}));
  for (int i = 0; i < 3; ++i) BOOST_TEST(teacher.undo().has_value());
  BOOST_TEST(!teacher.undo());
}

BOOST_AUTO_TEST_CASE(names) {
  const Model base = pixels();
  BOOST_CHECK_THROW(Teacher(base, {"one"}), Error);
  BOOST_CHECK_THROW(Teacher(base, {"one", ""}), Error);
  BOOST_CHECK_THROW(Teacher(base, {"one", "two", "one"}), Error);
  BOOST_CHECK_THROW(Teacher(base, std::vector<std::string>(11, "x")), Error);
  const Teacher numbered(base, {});
  BOOST_TEST(!numbered.named());
  BOOST_TEST(numbered.classes().size() == 10);
  BOOST_TEST(numbered.name(9) == "class 10");
  Teacher two(base, {"a", "b"});
  BOOST_TEST(two.named());
  BOOST_CHECK_THROW(two.record(2, features(1, 1)), Error);
  BOOST_CHECK_THROW(two.record(0, features(NAN, 1)), Error);
}

// One thread records and takes back while another trains.
BOOST_AUTO_TEST_CASE(recording_while_it_trains) {
  const Model base = pixels();
  cpu::CpuBackend backend({.threads = 1});
  Teacher teacher(base, {"left", "right"});
  const auto head = teacher.make_head(backend);
  std::atomic<bool> done = false;
  std::thread trains([&] {
    while (!done) {
      teacher.train(*head, 0.001);
      teacher.guesses(*head, features(1, 1));
    }
  });
  for (int i = 0; i < 3000; ++i) {
    const float bright = 1 + static_cast<float>(i % 5);
    teacher.record(i % 2, i % 2 ? features(0, bright) : features(bright, 0));
    if (i % 3 == 0) teacher.undo();
    if (teacher.state().ready) BOOST_REQUIRE(teacher.taught().labels.size() == 2);
  }
  done = true;
  trains.join();
  teacher.train(*head, for_ever);
  BOOST_TEST(teacher.guesses(*head, features(4, 0)).front().target == 0);
  BOOST_TEST(teacher.guesses(*head, features(0, 4)).front().target == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea::apps
