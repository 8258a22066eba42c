#include "apps/commands/dataset.h"

#include <algorithm>
#include <cstdio>

#include "apps/cli/json_line.h"
#include "apps/cli/output_file.h"
#include "apps/cli/say.h"
#include "apps/cli/text_table.h"
#include "apps/training/image_in_epoch.h"
#include "apps/training/text_source.h"
#include "fovea/core/terminal_text.h"
#include "fovea/datasets/contents.h"
#include "fovea/datasets/loader.h"
#include "fovea/datasets/open.h"
#include "fovea/datasets/target_list.h"
#include "fovea/images/augment.h"
#include "fovea/images/image.h"

namespace fovea::apps {

namespace {

using datasets::Contents;
using datasets::Dataset;
using datasets::Twins;
using Json = nlohmann::ordered_json;

constexpr std::size_t most_named = 10;

void expect_class_data(const std::string& data) {
  if (!text_file_of(data).empty()) throw Error("'{}' is a text, and has no pictures", data);
  if (!datasets::is_target_list(data)) return;
  throw Error("{} has targets, and only data with classes are shown", data)
      .hint("fovea train finds what is wrong with it before the first step");
}

// A split of the data set and its contents.
struct SplitContents {
  const char* name;
  const Dataset& set;
  Contents contents;
  std::vector<Twins> twins;  // within the split

  std::int32_t label(std::uint32_t index) const { return contents.entries[index].label; }
  const std::string& class_of(std::uint32_t index) const {
    return set.labels()[static_cast<size_t>(label(index))];
  }
};

SplitContents looked_through(const char* name, const Dataset& set) {
  SplitContents split{name, set, datasets::contents(set), {}};
  split.twins = find_twins(set, split.contents, set, split.contents);
  return split;
}

std::vector<std::int64_t> counts(const SplitContents& split) {
  std::vector<std::int64_t> result(split.set.labels().size());
  for (const Contents::Entry& entry : split.contents.entries) {
    if (entry.label >= 0) ++result[static_cast<size_t>(entry.label)];
  }
  return result;
}

struct ImageSizes {
  Shape smallest, middle, largest;  // by area
};

// The sizes of the images that could be read.
ImageSizes sizes_of(const SplitContents& split) {
  std::vector<Shape> all;
  for (const Contents::Entry& entry : split.contents.entries) {
    if (entry.label >= 0) all.push_back(entry.size);
  }
  if (all.empty()) return {};
  const auto area = [](const Shape& size) { return size[0] * size[1]; };
  std::ranges::stable_sort(all, {}, area);
  return {all.front(), all[all.size() / 2], all.back()};
}

// Width before height, as is usual.
std::string side_by_side(const Shape& size) {
  return size.rank() == 3 ? fmt::format("{}x{}", size[1], size[0]) : "none";
}

std::string size_text(const ImageSizes& sizes) {
  if (sizes.smallest == sizes.largest) return side_by_side(sizes.smallest);
  return fmt::format("{} to {}, {} in the middle", side_by_side(sizes.smallest),
                     side_by_side(sizes.largest), side_by_side(sizes.middle));
}

void print_twins(const SplitContents& first, const SplitContents& second,
                 const std::vector<Twins>& twins) {
  const auto differs = [&](const Twins& pair) {
    return first.label(pair.first) != second.label(pair.second);
  };
  const std::string where =
      &first == &second ? first.name : fmt::format("{} of images of {}", second.name, first.name);
  fmt::print("twins in {}: {}{}\n", where, grouped(static_cast<std::int64_t>(twins.size())),
             twins.empty() ? ""
                           : fmt::format(", of another class {}",
                                         grouped(std::ranges::count_if(twins, differs))));
  for (std::size_t i = 0; i < std::min(twins.size(), most_named); ++i) {
    const auto& [one, other] = twins[i];
    const auto named = [&](const SplitContents& split, std::uint32_t index) {
      return terminal_text(
          fmt::format("{} {} ({})", split.name, split.set.place(index), split.class_of(index)));
    };
    fmt::print("  {} = {}\n", named(second, other), named(first, one));
  }
  if (twins.size() > most_named) fmt::print("  and {} more\n", twins.size() - most_named);
}

void print_text(const SplitContents& train, const SplitContents& test,
                const std::vector<Twins>& shared) {
  TextTable table({{"class", Align::left, 40}, {"train", Align::right}, {"test", Align::right}});
  const std::vector<std::int64_t> to_train = counts(train), to_test = counts(test);
  for (std::size_t i = 0; i < to_train.size(); ++i) {
    table.add({terminal_text(train.set.labels()[i]), grouped(to_train[i]), grouped(to_test[i])});
  }
  table.rule();
  table.add({fmt::format("{} classes", to_train.size()), grouped(train.set.size()),
             grouped(test.set.size())});
  fmt::print("{}", table.str());
  for (const SplitContents* split : {&train, &test}) {
    fmt::print("sizes in {}: {}\n", split->name, size_text(sizes_of(*split)));
  }
  for (const SplitContents* split : {&train, &test}) print_twins(*split, *split, split->twins);
  print_twins(train, test, shared);
  for (const SplitContents* split : {&train, &test}) {
    const std::vector<std::string>& faults = split->contents.faults;
    fmt::print("faults in {}: {}\n", split->name,
               grouped(static_cast<std::int64_t>(faults.size())));
    for (const std::string& fault : faults) fmt::print("  {}\n", terminal_text(fault));
  }
}

Json twins_json(const SplitContents& first, const SplitContents& second,
                const std::vector<Twins>& twins) {
  Json list = Json::array();
  for (const auto& [one, other] : twins) {
    list.push_back({{"image", second.set.place(other)},
                    {"class", second.class_of(other)},
                    {"same_as", first.set.place(one)},
                    {"class_there", first.class_of(one)}});
  }
  return list;
}

Json split_json(const SplitContents& split) {
  Json classes = Json::object();
  const std::vector<std::int64_t> of_class = counts(split);
  for (std::size_t i = 0; i < of_class.size(); ++i) classes[split.set.labels()[i]] = of_class[i];
  const ImageSizes sizes = sizes_of(split);
  return {{"images", split.set.size()},
          {"classes", classes},
          {"smallest", side_by_side(sizes.smallest)},
          {"middle", side_by_side(sizes.middle)},
          {"largest", side_by_side(sizes.largest)},
          {"seen_before", twins_json(split, split, split.twins)},
          {"faults", split.contents.faults}};
}

int info(const DatasetOptions& options) {
  expect_class_data(options.data);
  const datasets::TrainTest both = datasets::open(options.data);
  if (!both.left_out.empty()) say("{}\n", both.left_out);
  const SplitContents train = looked_through("train", *both.train);
  const SplitContents test = looked_through("test", *both.test);
  const std::vector<Twins> shared = find_twins(train.set, train.contents, test.set, test.contents);
  if (options.json) {
    print_json({{"name", both.train->name()},
                {"train", split_json(train)},
                {"test", split_json(test)},
                {"in_both", twins_json(train, test, shared)}});
  } else {
    print_text(train, test, shared);
  }
  return train.contents.faults.empty() && test.contents.faults.empty() ? 0 : 1;
}

// Puts an image (H, W, C) onto a sheet (.., .., 3), each pixel as a square.
void put(std::span<const std::uint8_t> image, const Shape& shape, std::int64_t times, Tensor& sheet,
         std::int64_t top, std::int64_t left) {
  const auto pixels = sheet.as<std::uint8_t>();
  for (std::int64_t y = 0; y < shape[0] * times; ++y) {
    for (std::int64_t x = 0; x < shape[1] * times; ++x) {
      for (std::int64_t c = 0; c < 3; ++c) {
        const std::int64_t from =
            (y / times * shape[1] + x / times) * shape[2] + std::min(c, shape[2] - 1);
        pixels[static_cast<size_t>(((top + y) * sheet.shape()[1] + left + x) * 3 + c)] =
            image[static_cast<size_t>(from)];
      }
    }
  }
}

int show(const DatasetOptions& options) {
  if (options.out.empty()) throw Error("show draws into a file").hint("add --out sheet.png");
  if (options.out.extension() != ".png") {
    throw Error("a sheet is a PNG, and is called so")
        .at(options.out.string())
        .hint("--out sheet.png");
  }
  expect_replaceable(options.out, OutputKind::picture);
  datasets::batch_augmentation(options.augment, datasets::ImageKind::images);
  const int side = options.image_size ? options.image_size : 224;
  expect_class_data(options.data);
  const datasets::TrainTest both = datasets::open(
      options.data, {.size = {side, side, 3}, .preprocessing = {.shorter_side = side}});
  if (!both.left_out.empty()) say("{}\n", both.left_out);
  const Dataset& set = both.train->size() > 0 ? *both.train : *both.test;
  const datasets::BatchAugment augment = datasets::batch_augmentation(
      options.augment, both.photos ? datasets::ImageKind::photos : datasets::ImageKind::images);
  const Shape& shape = set.image();
  const std::int64_t rows = std::min<std::int64_t>(options.images, set.size());
  const std::int64_t columns = 1 + options.versions, gap = 4;
  const std::int64_t times = std::max<std::int64_t>(1, 96 / std::max(shape[0], shape[1]));
  const std::int64_t height = shape[0] * times + gap, width = shape[1] * times + gap;
  Tensor sheet(Shape{rows * height + gap, columns * width + gap + 2 * gap, 3}, DType::u8);
  std::ranges::fill(sheet.as<std::uint8_t>(), std::uint8_t{255});
  const std::vector<std::uint32_t> order = datasets::epoch_order(set.size(), options.seed, 0);
  std::vector<std::uint8_t> image(static_cast<size_t>(shape.count()));
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::uint32_t index = order[static_cast<size_t>(row)];
    const std::int32_t label = set.read(index, image);
    put(image, shape, times, sheet, gap + row * height, gap);
    for (std::int64_t column = 1; column < columns; ++column) {
      const auto epoch = static_cast<std::uint32_t>(column - 1);
      const std::uint32_t next = order[static_cast<size_t>((row + 1) % rows)];
      image = image_in_epoch(set, augment, index, next, options.seed, epoch);
      put(image, shape, times, sheet, gap + row * height, 3 * gap + column * width);
    }
    fmt::print("row {}: {}, {}\n", row + 1, terminal_text(set.labels()[static_cast<size_t>(label)]),
               terminal_text(set.place(index)));
  }
  datasets::write_png(sheet, options.out);
  say("{}: on the left the images, beside each what the first {} epochs make of it\n",
      terminal_text(options.out.string()), options.versions);
  return 0;
}

}  // namespace

int dataset(const DatasetOptions& options) {
  return options.what == "info" ? info(options) : show(options);
}

}  // namespace fovea::apps
