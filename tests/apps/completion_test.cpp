// The bash completion, called as bash calls it.
#include <boost/test/unit_test.hpp>
#include <cstdio>

#include "tests/support/program.h"

namespace {

std::string output_of(const std::string& command) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
  BOOST_TEST(pclose(pipe) == 0);
  return output;
}

// The suggestions for the last of these words; "''" is an empty word.
std::string offered(const std::string& words) {
  const fovea::TemporaryFolder folder;
  const std::string script =
      "compopt() { :; }; source <('" FOVEA_PROGRAM "' completion); cd '" + folder.path().string() +
      "'; mkdir data 'other photos'; touch a.onnx list.csv; COMP_WORDS=(" + words +
      "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _fovea; "
      "for name in \"${COMPREPLY[@]}\"; do "
      "case $name in *' '*) printf '[%s] ' \"$name\" ;; *) printf '%s ' \"$name\" ;; "
      "esac; done";
  const std::string file = folder / "script.sh";
  std::FILE* stream = std::fopen(file.c_str(), "w");
  BOOST_REQUIRE(stream != nullptr);
  std::fputs(script.c_str(), stream);
  std::fclose(stream);
  return output_of("bash '" + file + "'");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(completion)

BOOST_AUTO_TEST_CASE(commands) {
  BOOST_TEST(offered("fovea tr") == "train ");
  BOOST_TEST(offered("fovea ''") ==
             "train dataset evaluate generate report inspect models objectives benchmark compare "
             "classify convert webcam devices completion "
             "--help --version ");
}

BOOST_AUTO_TEST_CASE(options) {
  BOOST_TEST(offered("fovea train --ep") == "--epochs ");
  BOOST_TEST(offered("fovea inspect --pl") == "--plan ");
}

BOOST_AUTO_TEST_CASE(values) {
  BOOST_TEST(offered("fovea train --backend ''").starts_with("auto cpu reference "));
  BOOST_TEST(offered("fovea benchmark i") == "infer ");
  BOOST_TEST(offered("fovea benchmark infer --model lenet5-") == "lenet5-1998 ");
  BOOST_TEST(offered("fovea compare --backends ref") == "reference ");
  BOOST_TEST(offered("fovea train --augment a") == "affine ");
  BOOST_TEST(offered("fovea train --data m") == "mnist ");
  BOOST_TEST(offered("fovea dataset ''") == "info show ");
  BOOST_TEST(offered("fovea dataset info mn") == "mnist ");
  BOOST_TEST(offered("fovea train --data d") == "data ");
  BOOST_TEST(offered("fovea train --data l") == "list.csv ");
  BOOST_TEST(offered("fovea train --data ot") == "[other photos] ");
  BOOST_TEST(offered("fovea train --cache a") == "a.onnx ");
  BOOST_TEST(offered("fovea train --out d") == "data ");
}

BOOST_AUTO_TEST_CASE(models_and_files) {
  BOOST_TEST(offered("fovea train lenet5-") == "lenet5-1998 ");
  BOOST_TEST(offered("fovea inspect alexnet-") == "alexnet-2012 ");
  BOOST_TEST(offered("fovea evaluate a") == "a.onnx ");
  BOOST_TEST(offered("fovea classify a.onnx d") == "data ");
  BOOST_TEST(offered("fovea convert a.onnx b.onnx --channels b") == "bgr ");
}

BOOST_AUTO_TEST_SUITE_END()
