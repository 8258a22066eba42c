#include "apps/webcam.h"

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <csignal>
#include <opencv2/highgui.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include "apps/backend.h"
#include "apps/heat_map.h"
#include "apps/json_line.h"
#include "apps/live_pipeline.h"
#include "apps/live_times.h"
#include "apps/open_model.h"
#include "apps/webcam_view.h"
#include "datasets/image.h"

namespace fovea::apps {

namespace {

constexpr const char* window = "fovea webcam";
constexpr const char* help = "b backend   space freeze   h heat map   s save   q quit";

volatile std::sig_atomic_t interrupted = 0;

void catch_interrupts() {
  for (const int signal : {SIGINT, SIGTERM}) {
    std::signal(signal, [](int caught) {
      interrupted = 1;
      std::signal(caught, SIG_DFL);
    });
  }
}

Tensor rgb_of(const cv::Mat& bgr) {
  Tensor picture(Shape{bgr.rows, bgr.cols, 3}, DType::u8);
  cv::Mat rgb(bgr.rows, bgr.cols, CV_8UC3, picture.data());
  cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
  return picture;
}

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// A model on a backend.
struct Engine {
  Engine(const Model& model, const std::string& name, int threads)
      : backend(make_backend(name, threads)), classifier(*backend, model) {}
  std::unique_ptr<Backend> backend;
  Classifier classifier;
};

class Webcam {
 public:
  explicit Webcam(const WebcamOptions& options)
      : options_(options),
        model_(open_model(options.model)),
        engine_(std::make_shared<Engine>(model_, options.backend, options.threads)),
        capture_({.input = options.input, .loop = options.loop, .paced = !options.every_frame}) {}

  int run() {
    fmt::print(stderr, "running on {}\n", described(engine_->backend->info()));
    {
      LivePipeline pipeline(
          capture_,
          {.prepare = [this](LiveFrame& live) { prepare(live); },
           .run = [this](LiveFrame& live) { classify(live); },
           .report = [](const std::string& text) { fmt::print(stderr, "fovea: {}\n", text); }},
          capture_.is_live() || !options_.every_frame);
      watch(pipeline);
      dropped_ = pipeline.dropped();
    }
    fmt::print(stderr, "{}\n", times_.summary(dropped_));
    return 0;
  }

 private:
  void watch(LivePipeline& pipeline) {
    const auto done = [&] {
      return quit_ || interrupted || (options_.frames > 0 && times_.shown() >= options_.frames);
    };
    while (!done()) {
      if (const auto live = pipeline.next(std::chrono::milliseconds(20))) {
        dropped_ = pipeline.dropped();
        if (!frozen_) show(*live);
      } else if (pipeline.ended()) {
        fmt::print(stderr, "fovea: {}: ended after {} frames\n", options_.input, times_.shown());
        break;
      }
      if (!options_.headless) press(cv::waitKey(1));
    }
  }

  std::shared_ptr<Engine> engine() {
    const std::scoped_lock lock(engine_mutex_);
    return engine_;
  }

  void prepare(LiveFrame& live) {
    const auto start = Clock::now();
    live.view = datasets::views(rgb_of(live.frame.picture), engine()->classifier.view());
    live.preprocess_seconds = since(start);
  }

  void classify(LiveFrame& live) {
    const auto start = Clock::now();
    const auto engine = this->engine();
    const Tensor probabilities = engine->classifier.probabilities(live.view);
    live.guesses = likeliest(probabilities.as<float>(), options_.top);
    if (heat_) live.heat = engine->classifier.heat_map(live.view, live.guesses.front().target);
    live.network_seconds = since(start);
  }

  void show(const LiveFrame& live) {
    const double latency = times_.add(live);
    if (options_.json) print(live, latency);
    if (options_.headless && options_.output.empty()) return;

    last_frame_ = live.frame.picture.clone();
    cv::Mat picture = live.frame.picture;
    if (live.heat) picture = heated(live);
    std::vector<Bar> bars;
    for (const Guess& guess : live.guesses) {
      bars.push_back({engine_->classifier.label(guess.target), guess.probability});
    }
    drawn_ = drawn(picture, bars, times_.status(dropped_, engine_->backend->info().backend),
                   options_.headless ? "" : help);
    if (!options_.output.empty()) write(live.frame.number);
    if (!options_.headless) present();
  }

  void present() {
    if (times_.shown() == 1) {
      cv::namedWindow(window, cv::WINDOW_NORMAL | cv::WINDOW_KEEPRATIO | cv::WINDOW_GUI_NORMAL);
      cv::resizeWindow(window, drawn_.size());
    }
    cv::imshow(window, drawn_);
  }

  cv::Mat heated(const LiveFrame& live) const {
    const Tensor picture = rgb_of(live.frame.picture);
    const Tensor result =
        with_heat(picture, *live.heat, datasets::seen(picture.shape(), engine_->classifier.view()));
    const cv::Mat rgb(live.frame.picture.rows, live.frame.picture.cols, CV_8UC3,
                      const_cast<std::byte*>(result.data()));
    cv::Mat bgr;
    cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
    return bgr;
  }

  void print(const LiveFrame& live, double latency) const {
    auto top = nlohmann::ordered_json::array();
    for (const Guess& guess : live.guesses) {
      top.push_back({{"class", guess.target},
                     {"label", engine_->classifier.label(guess.target)},
                     {"probability", guess.probability}});
    }
    print_json({{"frame", live.frame.number},
                {"seconds", times_.seconds()},
                {"top", top},
                {"capture_ms", 1e3 * live.frame.capture_seconds},
                {"preprocess_ms", 1e3 * live.preprocess_seconds},
                {"network_ms", 1e3 * live.network_seconds},
                {"latency_ms", 1e3 * latency},
                {"dropped", dropped_}});
  }

  // A frame stands for those dropped before it too, so that the video keeps its speed.
  void write(std::int64_t number) {
    if (!writer_.isOpened()) {
      const int code = cv::VideoWriter::fourcc('m', 'p', '4', 'v');
      if (!writer_.open(options_.output.string(), code, capture_.rate(), drawn_.size())) {
        throw Error("cannot be written as a video").at(options_.output.string());
      }
    }
    for (; written_ <= number; ++written_) writer_.write(drawn_);
  }

  void press(int key) {
    if (times_.shown() > 0 && cv::getWindowProperty(window, cv::WND_PROP_VISIBLE) < 1) quit_ = true;
    if (key < 0) return;
    switch (key & 0xff) {
      case 'q':
      case 27:
        quit_ = true;
        break;
      case ' ':
        frozen_ = !frozen_;
        break;
      case 'h':
        heat_ = !heat_;
        break;
      case 'b':
        switch_backend();
        break;
      case 's':
        save_picture();
        break;
      default:
        break;
    }
  }

  // The next backend of this machine that the model runs on takes over.
  void switch_backend() {
    const auto names = backend_names();
    const std::string now = described(engine_->backend->info());
    for (size_t i = 0; i < names.size(); ++i) {
      const std::string& name = names[next_backend_++ % names.size()];
      try {
        auto next = std::make_shared<Engine>(model_, name, options_.threads);
        const std::string other = described(next->backend->info());
        if (other == now) continue;
        fmt::print(stderr, "running on {}\n", other);
        const std::scoped_lock lock(engine_mutex_);
        engine_ = std::move(next);
        return;
      } catch (const Error& error) {
        fmt::print(stderr, "fovea: {}: {}\n", name, error.what());
      }
    }
  }

  void save_picture() {
    if (last_frame_.empty()) return;
    std::filesystem::create_directories(options_.save);
    std::filesystem::path file;
    do {
      file = options_.save / fmt::format("picture-{}.png", ++saved_);
    } while (std::filesystem::exists(file));
    datasets::write_png(rgb_of(last_frame_), file);
    fmt::print(stderr, "saved {}\n", file.string());
  }

  const WebcamOptions& options_;
  const Model model_;
  std::mutex engine_mutex_;
  std::shared_ptr<Engine> engine_;  // written under the mutex, by the thread that shows alone
  size_t next_backend_ = 0;         // of backend_names()
  Capture capture_;
  std::atomic<bool> heat_ = false;
  bool quit_ = false, frozen_ = false;
  std::int64_t dropped_ = 0, written_ = 0;
  int saved_ = 0;
  LiveTimes times_;
  cv::Mat last_frame_, drawn_;
  cv::VideoWriter writer_;
};

// Qt ends the process where there is no screen.
void expect_screen() {
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
    if (const char* value = std::getenv(name); value && *value) return;
  }
  throw Error("there is no screen to open a window on").hint("see --headless");
}

}  // namespace

int webcam(const WebcamOptions& options) {
  if (!is_model_file(options.model)) {
    throw Error("'{}' is no ONNX file", options.model)
        .hint("train it first: fovea train " + options.model);
  }
  if (!options.headless) expect_screen();
  // One thread more than cores: the one that shows frames computes nothing.
  const int threads = options.threads > 0 ? options.threads : tbb::info::default_concurrency();
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<size_t>(threads + 1));
  catch_interrupts();
  Webcam program(options);
  return program.run();
}

}  // namespace fovea::apps
