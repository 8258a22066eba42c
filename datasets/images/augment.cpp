#include "fovea/images/augment.h"

#include <algorithm>

#include "fovea/core/error.h"

namespace fovea::datasets {

void register_all(AugmentationTable& table);  // written by CMake from datasets/augmentations

namespace {

// "crop:padding=4,fill=reflect,flip" into "crop:padding=4,fill=reflect" and "flip".
std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> specs;
  for (std::string_view rest = list;;) {
    const std::size_t comma = rest.find(',');
    const std::string word(rest.substr(0, comma));
    const std::size_t colon = word.find(':'), equals = word.find('=');
    if (equals == std::string::npos || colon < equals) {
      specs.push_back(word);
    } else if (specs.empty()) {
      throw Error("'{}' is a setting, and no augmentation stands before it", word);
    } else {
      const bool first = specs.back().find(':') == std::string::npos;
      if (first) {
        throw Error("settings begin with a colon: write '{}:{}' for '{},{}'", specs.back(), word,
                    specs.back(), word);
      }
      specs.back() += "," + word;
    }
    if (comma == std::string_view::npos) return specs;
    rest = rest.substr(comma + 1);
  }
}

const AugmentationEntry& entry_of(const Spec& spec) {
  std::vector<std::string> names;
  for (const AugmentationEntry& entry : augmentations()) {
    if (entry.name == spec.name()) return entry;
    names.push_back(entry.name);
  }
  throw Error("no augmentation is called '{}'{}", spec.name(), did_you_mean(spec.name(), names));
}

// The result of the entry for a spec.
template <typename Make>
auto make_of(Spec& spec, const Make& make) {
  try {
    auto result = make(spec);
    spec.done();
    return result;
  } catch (const Error& error) {
    const bool placed = std::string_view(error.what()).starts_with(spec.place());
    throw placed ? error : error.at(spec.place());
  }
}

Augment make_one(const std::string& text) {
  Spec spec("augmentation", text);
  const AugmentationEntry& entry = entry_of(spec);
  if (!entry.make) throw Error("it mixes images, and one alone is changed here").at(spec.place());
  return make_of(spec, entry.make);
}

// Place 0 of change 0 picks one of several; its own draws are those of change 1.
Mix one_of(std::vector<Mix> mixes) {
  if (mixes.empty()) return {};
  if (mixes.size() == 1) return std::move(mixes.front());
  return
      [mixes = std::move(mixes)](std::span<std::uint8_t> image, std::span<const std::uint8_t> other,
                                 const Shape& shape, const Draws& draws) {
        const auto last = static_cast<std::int64_t>(mixes.size()) - 1;
        const auto which = static_cast<std::size_t>(draws.of_change(0).whole(0, 0, last));
        return mixes[which](image, other, shape, draws.of_change(1));
      };
}

}  // namespace

const AugmentationTable& augmentations() {
  static const AugmentationTable all = [] {
    AugmentationTable table;
    register_all(table);
    return table;
  }();
  return all;
}

Augment in_turn(std::vector<Augment> list) {
  std::erase_if(list, [](const Augment& change) { return !change; });
  if (list.empty()) return {};
  if (list.size() > 31) throw Error("{} augmentations in a list: at most 31", list.size());
  if (list.size() == 1) return std::move(list.front());
  return [list = std::move(list)](std::span<std::uint8_t> image, const Shape& shape,
                                  const Draws& draws) {
    for (std::size_t i = 0; i < list.size(); ++i) list[i](image, shape, draws.of_change(i));
  };
}

Augment augmentation(std::string_view list) {
  std::vector<Augment> changes;
  for (const std::string& spec : split_list(list)) changes.push_back(make_one(spec));
  return in_turn(std::move(changes));
}

BatchAugment batch_augmentation(std::string_view list, ImageKind kind) {
  std::vector<Augment> changes;
  std::vector<Mix> mixes;
  RandomPart part;
  bool first = true;
  for (const std::string& text : split_list(list)) {
    Spec spec("augmentation", text);
    const AugmentationEntry& entry = entry_of(spec);
    if (entry.make_mix) {
      mixes.push_back(make_of(spec, entry.make_mix));
    } else if (first && entry.make_part && kind == ImageKind::photos) {
      part = make_of(spec, entry.make_part);
    } else {
      changes.push_back(make_of(spec, entry.make));
    }
    first = first && entry.make_mix;
  }
  BatchAugment augment{part, in_turn(std::move(changes)), one_of(std::move(mixes))};
  if (!part) return augment;
  augment.part = [part](const Shape& picture, const Shape& size, const Draws& draws) {
    return part(picture, size, draws.of_change(0));
  };
  if (const Augment change = augment.change) {
    augment.change = [change](std::span<std::uint8_t> image, const Shape& shape,
                              const Draws& draws) { change(image, shape, draws.of_change(1)); };
  }
  return augment;
}

}  // namespace fovea::datasets
