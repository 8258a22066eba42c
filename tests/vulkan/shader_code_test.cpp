// Every module of every shader is valid SPIR-V for Vulkan 1.3: also those for devices on which the
// tests do not run.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>

#include "fovea/vulkan/shader.h"
#include "tests/support/temporary_folder.h"

using namespace fovea;

namespace {

boost::test_tools::assertion_result has_validator(boost::unit_test::test_unit_id) {
  return std::system("spirv-val --version > /dev/null 2>&1") == 0;
}

bool is_valid(std::span<const std::uint32_t> code) {
  const TemporaryFolder folder;
  const std::string path = folder / "shader.spv";
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(code.data()),
             static_cast<std::streamsize>(code.size_bytes()));
  return std::system(("spirv-val --target-env vulkan1.3 '" + path + "'").c_str()) == 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shader_code, *boost::unit_test::precondition(has_validator))

BOOST_AUTO_TEST_CASE(every_module_is_valid) {
  vulkan::ShaderTable shaders;
  vulkan::register_shaders(shaders);
  for (const auto& [name, shader] : shaders) {
    BOOST_TEST(is_valid(shader.code), name);
    if (shader.halves) BOOST_TEST(is_valid(shader.half_code), name << " with HALF");
    if (shader.matrix_code.empty()) continue;
    BOOST_TEST(is_valid(shader.matrix_code), name << " with MATRICES");
  }
}

BOOST_AUTO_TEST_SUITE_END()
