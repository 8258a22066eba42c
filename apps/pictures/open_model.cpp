#include "apps/pictures/open_model.h"

#include <filesystem>

#include "fovea/onnx/onnx.h"

namespace fovea::apps {

bool is_model_file(const std::string& name_or_file) {
  if (models::table().contains(name_or_file)) return false;
  return name_or_file.ends_with(".onnx") || name_or_file.find('/') != std::string::npos ||
         std::filesystem::exists(name_or_file);
}

void expect_model_file(const std::string& name_or_file) {
  if (is_model_file(name_or_file)) return;
  throw Error("'{}' is no ONNX file", name_or_file)
      .hint("train it first: fovea train " + name_or_file);
}

Shape image_of(const std::string& name, int side) {
  const auto entry = models::table().find(name);
  const Shape own = entry == models::table().end() ? Shape{224, 224, 3} : entry->second.image;
  return side ? Shape{side, side, own[2]} : own;
}

Shape image_given(const std::string& name, int side) {
  return side ? image_of(name, side) : Shape{};
}

Model open_file(const std::string& file, int image_size) { return load_onnx(file, {}, image_size); }

Model open_model_layers(const std::string& name_or_file, const models::ModelOptions& options) {
  if (is_model_file(name_or_file)) {
    if (!options.hidden.empty() || !options.activation.empty()) {
      throw Error("the layers of a file cannot be chosen").at(name_or_file);
    }
    return open_file(name_or_file, options.image.rank() ? static_cast<int>(options.image[0]) : 0);
  }
  return models::make(name_or_file, options);
}

Model open_model(const std::string& name_or_file, const models::ModelOptions& options,
                 std::uint64_t seed) {
  Model model = open_model_layers(name_or_file, options);
  if (!is_model_file(name_or_file)) model.initialize(seed);
  return model;
}

}  // namespace fovea::apps
