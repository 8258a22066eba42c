// docs/layers.md names every layer that fovea/layers has, with every field of its config; a
// layer may bring a page of its own instead, docs/layers/<stem>.md.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <regex>

#include "tests/support/program.h"

namespace {

// The row of a table that starts with the layer's name; "" if there is none.
std::string row_of(const std::string& page, const std::string& layer) {
  const size_t begin = page.find("\n| `" + layer + "` |");
  if (begin == std::string::npos) return "";
  return page.substr(begin + 1, page.find('\n', begin + 1) - begin - 1);
}

// The fields of "struct ...Config { ... };" without `name`, which all have.
std::vector<std::string> fields_of(const std::string& header) {
  const size_t begin = header.find("Config {\n");
  if (begin == std::string::npos) return {};
  const std::string body = header.substr(begin, header.find("\n};", begin) + 1 - begin);
  std::vector<std::string> fields;
  const std::regex field(R"(\n  [\w:<>]+(?: [\w:<>]+)? (\w+)(?:, (\w+))?(?: = [^;]*)?;)");
  for (std::sregex_iterator at(body.begin(), body.end(), field), end; at != end; ++at) {
    for (const size_t group : {1u, 2u}) {
      if ((*at)[group].matched && at->str(group) != "name") fields.push_back(at->str(group));
    }
  }
  return fields;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(layers)

BOOST_AUTO_TEST_CASE(every_layer_and_field_is_documented) {
  const std::filesystem::path root = FOVEA_SOURCE;
  const std::string page = fovea::read_file(root / "docs" / "layers.md");
  int layers = 0, fields = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(root / "framework/include/fovea/layers")) {
    if (entry.path().extension() != ".h") continue;
    const std::string layer = entry.path().stem(), header = fovea::read_file(entry.path());
    if (header.find("\nValue " + layer + "(") == std::string::npos) continue;
    ++layers;
    const auto own = root / "docs" / "layers" / (layer + ".md");
    const std::string row =
        std::filesystem::exists(own) ? fovea::read_file(own) : row_of(page, layer);
    BOOST_TEST(row != "", layer << " is not in docs/layers.md");
    for (const std::string& field : fields_of(header)) {
      ++fields;
      BOOST_TEST(row.find("`" + field + "`") != std::string::npos,
                 layer << ": the field " << field << " is not in docs/layers.md");
    }
  }
  BOOST_TEST(layers > 30);
  BOOST_TEST(fields > 20);
}

BOOST_AUTO_TEST_SUITE_END()
