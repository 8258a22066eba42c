// Pictures are read and resized by the workers of a TBB pipeline while the network, its last and
// serial stage, works on the batch before; the output keeps the order of the arguments.
#include "apps/commands/classify.h"

#include <tbb/parallel_pipeline.h>

#include <chrono>
#include <set>
#include <utility>

#include "apps/cli/json_line.h"
#include "apps/cli/make_folder.h"
#include "apps/cli/say.h"
#include "apps/cli/text_table.h"
#include "apps/commands/backend.h"
#include "apps/pictures/heat_map.h"
#include "apps/pictures/mean_probabilities.h"
#include "apps/pictures/picture_list.h"
#include "fovea/core/terminal_text.h"
#include "fovea/images/image.h"

namespace fovea::apps {

namespace {

struct Photo {
  std::string name, error, fault;
  Shape shape;  // (H, W, 3)
  PictureViews views;
  Tensor pixels;  // kept only for heat maps
};

Photo load(const PictureEntry& entry, std::span<const datasets::View> views, bool keep_pixels) {
  Photo picture{entry.name, entry.error, "", {}, {}, {}};
  if (!picture.error.empty()) return picture;
  try {
    datasets::Image image = entry.bytes.empty() ? datasets::read_image(entry.name)
                                                : datasets::decode_image(entry.bytes);
    picture.fault = image.fault;
    picture.shape = image.pixels.shape();
    for (const auto& view : views) picture.views.push_back(datasets::views(image.pixels, view));
    if (keep_pixels) picture.pixels = std::move(image.pixels);
  } catch (const Error& error) {
    picture.error = error.what();
    const std::string place = entry.name + ": ";
    if (picture.error.starts_with(place)) picture.error.erase(0, place.size());
  } catch (const std::bad_alloc&) {
    picture.error = "is too large for the memory";
  }
  return picture;
}

/// The last stage: collects pictures into batches, runs them and prints the results.
class Printer {
 public:
  Printer(Classifier& classifier, const ClassifyOptions& options)
      : classifier_(classifier), options_(options) {}

  void take(Photo picture) {
    readable_ += picture.error.empty();
    waiting_.push_back(std::move(picture));
    if (readable_ >= options_.batch) flush();
  }

  void flush() {
    std::vector<std::vector<float>> results;
    try {
      results = run();
    } catch (const DeviceLost&) {
      throw;
    } catch (const BadScores&) {
      results = run_each();
    } catch (const Error& error) {
      throw error.at(options_.model);
    }
    auto result = results.begin();
    for (const Photo& picture : waiting_) {
      ++count;
      bad += !picture.error.empty() || !picture.fault.empty();
      if (picture.error.empty()) {
        print(picture, *result++);
      } else if (options_.json) {
        print_json({{"image", picture.name}, {"error", picture.error}});
      } else {
        complain(picture.name, picture.error);
      }
    }
    waiting_.clear();
    readable_ = 0;
  }

  std::int64_t count = 0, bad = 0;

 private:
  // The distribution of each readable picture: the mean over its crops and scales.
  std::vector<std::vector<float>> run() {
    std::vector<const PictureViews*> readable;
    for (const Photo& picture : waiting_) {
      if (picture.error.empty()) readable.push_back(&picture.views);
    }
    return mean_probabilities(classifier_, readable);
  }

  // Runs one picture after another; those for which the model gives no scores get an error.
  std::vector<std::vector<float>> run_each() {
    std::vector<std::vector<float>> results;
    std::vector<Photo> all = std::exchange(waiting_, {});
    for (Photo& picture : all) {
      if (!picture.error.empty()) continue;
      waiting_.push_back(std::move(picture));
      readable_ = 1;
      try {
        results.push_back(run().front());
      } catch (const BadScores& error) {
        waiting_.front().error = error.what();
      }
      picture = std::move(waiting_.front());
      waiting_.clear();
    }
    waiting_ = std::move(all);
    return results;
  }

  void print(const Photo& picture, std::span<const float> probabilities) {
    const std::vector<Guess> guesses = likeliest(probabilities, options_.top);
    std::string explained;
    if (!options_.explain.empty()) explained = explain(picture, guesses.front().target);
    if (!options_.json) {
      fmt::print("{}\n", terminal_text(picture.name));
      for (const Guess& guess : guesses) {
        fmt::print("{:8.2f} %  {}\n", 100 * guess.probability,
                   terminal_text(classifier_.label(guess.target)));
      }
      std::fflush(stdout);
      if (!picture.fault.empty()) complain(picture.name, picture.fault);
      return;
    }
    auto top = nlohmann::ordered_json::array();
    for (const Guess& guess : guesses) {
      top.push_back({{"class", guess.target},
                     {"label", classifier_.label(guess.target)},
                     {"probability", guess.probability}});
    }
    nlohmann::ordered_json line = {{"image", picture.name},
                                   {"width", picture.shape[1]},
                                   {"height", picture.shape[0]},
                                   {"top", top}};
    if (!picture.fault.empty()) line["fault"] = picture.fault;
    if (!explained.empty()) line["explained"] = explained;
    print_json(line);
  }

  // Writes the picture and the heat map of its likeliest class, and returns the file.
  std::string explain(const Photo& picture, int target) {
    const datasets::View view = classifier_.view();
    const Tensor heat = classifier_.heat_map(datasets::views(picture.pixels, view), target);
    const Tensor overlay =
        with_heat(picture.pixels, heat, datasets::centre_crop_part(picture.shape, view));
    const std::string stem =
        picture.name == "-" ? "stdin" : std::filesystem::path(picture.name).stem().string();
    std::string name = stem;
    make_folder(options_.explain);  // only now: not if the model cannot be explained
    const auto file_of = [&] { return options_.explain / (name + ".png"); };
    for (int number = 2; std::filesystem::exists(file_of()); ++number) {
      name = fmt::format("{}-{}", stem, number);
    }
    const auto file = file_of();
    datasets::write_png(side_by_side(picture.pixels, overlay, 1024), file);
    return file.string();
  }

  static void complain(const std::string& name, const std::string& what) {
    say("fovea: {}: {}\n", terminal_text(name), terminal_text(what));
  }

  Classifier& classifier_;
  const ClassifyOptions& options_;
  std::vector<Photo> waiting_;
  int readable_ = 0;
};

// A model of another tool does not say what its input must be; the defaults are probably
// wrong for it.
void warn_of_missing_preprocessing(const Model& model) {
  const Preprocessing& preprocessing = model.preprocessing;
  const bool bare =
      std::ranges::all_of(preprocessing.mean, [](float mean) { return mean == 0; }) &&
      std::ranges::all_of(preprocessing.deviation, [](float value) { return value == 1; });
  if (!bare || !model.labels.empty() || model.input_type().dtype != DType::f32) return;
  say("the model names no classes and no preprocessing, so it is fed pixels from 0 to 1;"
      " see: fovea convert --help\n");
}

}  // namespace

int classify(const ClassifyOptions& options) {
  expect_model_file(options.model);
  Model model = open_file(options.model, options.image_size);
  choose_output(model, options.output, options.model);
  const auto backend = make_backend(options.backend, options.threads);
  Classifier classifier(*backend, model);
  const bool explains = !options.explain.empty();
  warn_of_missing_preprocessing(model);
  say("running on {}\n", device_text(backend->info()));

  const std::vector<PictureEntry> entries = list_pictures(options.pictures);
  const std::vector<datasets::View> views =
      views_of(classifier.view(), options.crops, options.scales);
  ClassifyOptions printed = options;
  if (explains) printed.batch = 1;  // whole pictures are large
  Printer printer(classifier, printed);
  const auto start = std::chrono::steady_clock::now();
  size_t next = 0;
  const auto threads = static_cast<size_t>(std::max(backend->info().threads, 2));
  // Pictures in the pipeline.
  const size_t tokens = static_cast<size_t>(printed.batch) + 2 * threads;
  tbb::parallel_pipeline(
      tokens,
      tbb::make_filter<void, size_t>(tbb::filter_mode::serial_in_order,
                                     [&](tbb::flow_control& flow) {
                                       if (next == entries.size()) flow.stop();
                                       return next == entries.size() ? next : next++;
                                     }) &
          tbb::make_filter<size_t, Photo>(
              tbb::filter_mode::parallel,
              [&](size_t entry) { return load(entries[entry], views, explains); }) &
          tbb::make_filter<Photo, void>(tbb::filter_mode::serial_in_order,
                                        [&](Photo picture) { printer.take(std::move(picture)); }));
  printer.flush();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  say("{} picture{} in {}, {:.1f} a second{}\n", grouped(printer.count),
      printer.count == 1 ? "" : "s", duration(seconds.count()),
      static_cast<double>(printer.count) / seconds.count(),
      printer.bad ? fmt::format("; {} of them bad", grouped(printer.bad)) : "");
  return printer.bad > 0 ? 1 : 0;
}

}  // namespace fovea::apps
