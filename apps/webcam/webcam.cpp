#include "apps/webcam/webcam.h"

#include <dlfcn.h>
#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <opencv2/highgui.hpp>

#include "apps/cli/interrupts.h"
#include "apps/cli/json_line.h"
#include "apps/cli/output_file.h"
#include "apps/pictures/heat_map.h"
#include "apps/webcam/live_network.h"
#include "apps/webcam/live_output.h"
#include "apps/webcam/live_times.h"
#include "apps/webcam/webcam_teaching.h"
#include "datasets/images/late_library.h"
#include "fovea/images/image.h"

namespace fovea::apps {

namespace {

constexpr const char* window = "fovea webcam";
constexpr const char* help = "b backend   space freeze   h heat map   s save   q quit";

// A model that is taught other classes has scores of its own.
Model opened(const WebcamOptions& options) {
  Model model = open_file(options.model, options.image_size);
  if (!options.teach) choose_output(model, options.model_output, options.model);
  return model;
}

class Webcam {
 public:
  explicit Webcam(const WebcamOptions& options)
      : options_(options),
        model_(opened(options)),
        teaching_(options.teach ? std::make_optional<WebcamTeaching>(options, model_)
                                : std::nullopt),
        network_(model_, teaching_ ? &teaching_->teacher() : nullptr,
                 {options.backend, options.teach_backend, options.threads, options.top},
                 print_line),
        capture_({.input = options.input, .loop = options.loop, .paced = !options.every_frame}),
        video_(options.output, capture_.rate()) {}

  int run() {
    try {
      {
        LivePipeline pipeline(
            capture_,
            {.prepare = [this](LiveFrame& live) { network_.prepare(live); },
             .run = [this](LiveFrame& live) { network_.run(live); },
             .after = [this] { network_.train(); },
             .report = [](const std::string& text) { print_line("fovea: " + text); }},
            capture_.is_live() || !options_.every_frame);
        watch(pipeline);
        dropped_ = pipeline.dropped();
      }
      print_line(times_.summary(dropped_));
      network_.finish_training();
    } catch (...) {
      save_after_failure();
      throw;
    }
    if (teaching_) teaching_->keep();
    return 0;
  }

 private:
  void watch(LivePipeline& pipeline) {
    const auto done = [&] {
      return quit_ || interrupted() || (options_.frames > 0 && times_.shown() >= options_.frames);
    };
    while (!done()) {
      if (const auto live = pipeline.next(std::chrono::milliseconds(20))) {
        dropped_ = pipeline.dropped();
        if (!frozen_) show(*live);
        if (frozen_ && teaching_) draw();  // teaching goes on
      } else if (pipeline.ended()) {
        print_line(fmt::format("fovea: {}: ended after {} frames", options_.input, times_.shown()));
        break;
      }
      if (!options_.headless) press(cv::waitKey(1));
    }
  }

  void show(const LiveFrame& live) {
    const double latency = times_.add(live);
    if (options_.json) print(live, latency);
    if (options_.headless && options_.output.empty()) return;

    last_picture_ = heat_ = live.frame.picture.clone();
    if (teaching_) teaching_->look_at(live.features);
    if (live.heat) {
      const Tensor rgb = rgb_of(heat_);
      heat_ = bgr_of(with_heat(rgb, *live.heat, network_.centre_crop_part(rgb.shape())));
    }
    guesses_ = live.guesses;
    draw();
    if (!options_.output.empty()) video_.write(drawn_, live.frame.number);
  }

  void draw() {
    drawn_ = drawn(heat_, teaching_ ? teaching_->bars(guesses_) : bars(), status(), help_lines());
    if (!options_.headless) present();
  }

  std::vector<Bar> bars() const {
    std::vector<Bar> bars;
    for (const Guess& guess : guesses_) {
      bars.push_back({network_.label(guess.target), guess.probability});
    }
    return bars;
  }

  std::vector<std::string> status() const {
    auto lines = times_.status(dropped_, network_.backend());
    if (teaching_) lines.push_back(teaching_->status());
    return lines;
  }

  std::vector<std::string> help_lines() const {
    if (options_.headless) return {};
    if (!teaching_) return {help};
    return {WebcamTeaching::help, help};
  }

  void present() {
    if (times_.shown() == 1) {
      cv::namedWindow(window, cv::WINDOW_NORMAL | cv::WINDOW_KEEPRATIO | cv::WINDOW_GUI_NORMAL);
      cv::resizeWindow(window, drawn_.size());
    }
    cv::imshow(window, drawn_);
  }

  void print(const LiveFrame& live, double latency) const {
    auto top = nlohmann::ordered_json::array();
    for (const Guess& guess : live.guesses) {
      if (std::ssize(top) == options_.top) break;
      top.push_back({{"class", guess.target},
                     {"label", network_.label(guess.target)},
                     {"probability", guess.probability}});
    }
    nlohmann::ordered_json line{{"frame", live.frame.number},
                                {"seconds", times_.seconds()},
                                {"top", top},
                                {"capture_ms", 1e3 * live.frame.capture_seconds},
                                {"preprocess_ms", 1e3 * live.preprocess_seconds},
                                {"network_ms", 1e3 * live.network_seconds},
                                {"latency_ms", 1e3 * latency},
                                {"dropped", dropped_}};
    if (teaching_) teaching_->describe(line);
    print_json(line);
  }

  void press(int code) {
    if (times_.shown() > 0 && cv::getWindowProperty(window, cv::WND_PROP_VISIBLE) < 1) quit_ = true;
    if (code < 0) return;
    const char key = static_cast<char>(code & 0xff);
    if (teaching_ && teaching_->press(key)) return;
    switch (key) {
      case 'q':
      case 27:
        quit_ = true;
        break;
      case ' ':
        frozen_ = !frozen_;
        break;
      case 'h':
        network_.toggle_heat_map();
        break;
      case 'b':
        network_.switch_backend();
        break;
      case 's':
        save_picture();
        break;
      default:
        break;
    }
  }

  void save_after_failure() {
    try {
      if (teaching_) teaching_->keep();
    } catch (const Error& error) {
      print_line(fmt::format("fovea: {}", error.what()));
    }
  }

  void save_picture() {
    if (last_picture_.empty()) return;
    const auto file = free_name(options_.save, "picture", ".png");
    datasets::write_png(rgb_of(last_picture_), file);
    print_line("saved " + file.string());
  }

  const WebcamOptions& options_;
  const Model model_;
  std::optional<WebcamTeaching> teaching_;
  LiveNetwork network_;
  Capture capture_;
  LiveVideo video_;
  bool quit_ = false, frozen_ = false;
  std::int64_t dropped_ = 0;
  LiveTimes times_;
  cv::Mat last_picture_, heat_, drawn_;  // the original, with the heat map, as in the window
  std::vector<Guess> guesses_;           // of the last picture
};

bool is_set(const char* variable) {
  const char* const value = std::getenv(variable);
  return value && *value;
}

// Whether an X server answers at DISPLAY; true if that cannot be found out.
bool x_server_answers() {
  void* const library = ::dlopen("libX11.so.6", RTLD_LAZY);
  if (!library) return true;
  const auto open = reinterpret_cast<void* (*)(const char*)>(::dlsym(library, "XOpenDisplay"));
  const auto close = reinterpret_cast<int (*)(void*)>(::dlsym(library, "XCloseDisplay"));
  if (!open || !close) return true;
  void* const display = open(nullptr);
  if (display) close(display);
  return display != nullptr;
}

// Qt ends the process if there is no screen.
void expect_screen() {
  if (is_set("WAYLAND_DISPLAY") || is_set("QT_QPA_PLATFORM")) return;
  if (!is_set("DISPLAY")) {
    throw Error("there is no screen to open a window on").hint("see --headless");
  }
  if (x_server_answers()) return;
  throw Error("no screen answers at DISPLAY={}", std::getenv("DISPLAY")).hint("see --headless");
}

// The input is never overwritten.
void expect_apart(const std::filesystem::path& output, const std::filesystem::path& read) {
  std::error_code ignored;
  if (output.empty() || !std::filesystem::equivalent(output, read, ignored)) return;
  throw Error("is read, and cannot be the output too").at(output.string());
}

}  // namespace

int webcam(const WebcamOptions& options) {
  expect_model_file(options.model);
  expect_apart(options.output, options.input);
  expect_apart(options.output, options.model);
  if (!options.output.empty()) expect_replaceable(options.output, OutputKind::video);
  datasets::load_late(FOVEA_VIDEOIO);
  if (!options.headless) {
    expect_screen();
    datasets::load_late(FOVEA_HIGHGUI);
  }
  // One thread more than cores, because the thread that shows frames computes nothing.
  const int threads = options.threads > 0 ? options.threads : tbb::info::default_concurrency();
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<size_t>(threads + 1));
  catch_interrupts();
  // The default arena of this thread has no more threads than cores: with one core none would be
  // left for the network.
  tbb::task_arena arena(threads + 1);
  return arena.execute([&] {
    Webcam program(options);
    return program.run();
  });
}

}  // namespace fovea::apps
