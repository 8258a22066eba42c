#include "apps/training/training_images.h"

#include <fmt/format.h>

#include "apps/training/run_contents.h"
#include "fovea/core/error.h"

namespace fovea::apps {

namespace {

using Json = nlohmann::ordered_json;

// "17 of 'cat' then and 18 now"; for many classes only the first few.
std::string differences(const Json& then, const Json& now) {
  constexpr int most = 4;
  std::string text;
  int count = 0;
  const auto number_in = [](const Json& images, const std::string& label) {
    return images.contains(label) ? images.at(label).get<std::int64_t>() : 0;
  };
  Json all = then;
  all.update(now);
  for (const auto& [label, unused] : all.items()) {
    const std::int64_t before = number_in(then, label), after = number_in(now, label);
    if (before == after || ++count > most) continue;
    text +=
        fmt::format("{}{} of '{}' then and {} now", text.empty() ? "" : ", ", before, label, after);
  }
  return count > most ? fmt::format("{}, and {} more classes", text, count - most) : text;
}

}  // namespace

Json training_images(const datasets::Dataset& train, std::span<const std::int32_t> labels) {
  const std::vector<std::string>& names = train.labels();
  std::vector<std::int64_t> counts(names.size());
  for (const std::int32_t label : labels) ++counts.at(static_cast<size_t>(label));
  Json classes = Json::object();
  for (size_t i = 0; i < names.size(); ++i) {
    classes[names[i]] = classes.value(names[i], std::int64_t{0}) + counts[i];
  }
  return {{"classes", classes}, {"identity", fmt::format("{:016x}", train.identity())}};
}

void expect_same_images(const std::filesystem::path& run, const Json& images) {
  const Json options = read_json(run / options_file);
  const Json then = options.value("training_images", Json());
  if (!then.is_object() || then == images) return;
  std::string what;
  try {
    if (then.at("identity") == images.at("identity")) return;
    what = differences(then.at("classes"), images.at("classes"));
  } catch (const Json::exception&) {
    throw Error("this is no run's options").at((run / options_file).string());
  }
  throw Error("the training images are not those that the run began with: {}",
              what.empty() ? "as many of each class, but others" : what)
      .at(run.string())
      .hint("bring them back, or train into another folder");
}

}  // namespace fovea::apps
