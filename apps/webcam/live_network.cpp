#include "apps/webcam/live_network.h"

#include <limits>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "apps/commands/backend.h"
#include "apps/webcam/live_output.h"
#include "fovea/images/image.h"
#include "framework/core/seconds_since.h"

namespace fovea::apps {

namespace {

constexpr double training_seconds = 0.01;  // after each frame

}  // namespace

/// A model on a backend.
struct LiveNetwork::Engine {
  Engine(std::unique_ptr<Backend> device, const Model& model, std::unique_ptr<Graph> features)
      : backend(std::move(device)),
        info(backend->info()),
        classifier(*backend, model, std::move(features)) {}
  std::unique_ptr<Backend> backend;
  const DeviceInfo info;  // asked for only once: other threads show it while the backend is busy
  Classifier classifier;
  std::shared_ptr<HeadTraining> head;  // null: nothing is taught
};

LiveNetwork::LiveNetwork(const Model& model, Teacher* teacher, LiveNetworkOptions options,
                         Report report)
    : model_(teacher ? teacher->model() : model),
      teacher_(teacher),
      options_(std::move(options)),
      report_(std::move(report)) {
  if (teacher_ && !options_.teach_backend.empty()) {
    teach_backend_ = make_backend(options_.teach_backend, options_.threads, Caller::others);
    teach_backend_name_ = teach_backend_->info().backend;
    own_head_ = teacher_->make_head(*teach_backend_);
  }
  engine_ = learned_ = make_engine(options_.backend);
  report_("running on " + device_text(engine_->info));
  if (teach_backend_) report_("teaching on " + device_text(teach_backend_->info()));
}

LiveNetwork::~LiveNetwork() = default;

std::shared_ptr<LiveNetwork::Engine> LiveNetwork::make_engine(const std::string& name) const {
  auto backend = make_backend(name, options_.threads, Caller::others);
  auto engine = std::make_shared<Engine>(std::move(backend), model_,
                                         teacher_ ? teacher_->cut().feature_graph() : nullptr);
  engine->head = own_head_;
  if (teacher_ && !own_head_) engine->head = teacher_->make_head(*engine->backend);
  return engine;
}

std::shared_ptr<LiveNetwork::Engine> LiveNetwork::engine() const {
  const std::scoped_lock lock(mutex_);
  return engine_;
}

std::shared_ptr<LiveNetwork::Engine> LiveNetwork::teaching_engine() {
  auto engine = this->engine();
  if (engine->head != learned_->head) engine->head->go_on_from(*learned_->head);
  learned_ = engine;
  return engine;
}

void LiveNetwork::prepare(LiveFrame& live) {
  const auto start = Clock::now();
  live.view = datasets::views(rgb_of(live.frame.picture), engine()->classifier.view());
  live.preprocess_seconds = seconds_since(start);
}

void LiveNetwork::run(LiveFrame& live) {
  const auto start = Clock::now();
  const auto engine = teacher_ ? teaching_engine() : this->engine();
  Classifier& classifier = engine->classifier;
  if (teacher_) {
    live.features = classifier.features(live.view).clone();
    live.guesses = teacher_->guesses(*engine->head, live.features);
  } else {
    live.guesses = likeliest(classifier.probabilities(live.view).as<float>(), options_.top);
  }
  if (heat_ && !live.guesses.empty()) {
    try {
      if (teacher_) {
        std::vector<int> all(model_.labels.size());
        std::iota(all.begin(), all.end(), 0);
        classifier.set(engine->head->head(all));
      }
      live.heat = classifier.heat_map(live.view, live.guesses.front().target);
    } catch (const DeviceLost&) {
      throw;
    } catch (const Error& error) {
      heat_ = false;
      report_(fmt::format("fovea: {}", error.what()));
    }
  }
  live.network_seconds = seconds_since(start);
}

void LiveNetwork::train() {
  if (teacher_) teacher_->train(*teaching_engine()->head, training_seconds);
}

void LiveNetwork::finish_training() {
  if (!teacher_) return;
  teacher_->train(*teaching_engine()->head, std::numeric_limits<double>::infinity());
}

std::string LiveNetwork::label(int target) const { return engine()->classifier.label(target); }

datasets::PicturePart LiveNetwork::centre_crop_part(const Shape& picture) const {
  return datasets::centre_crop_part(picture, engine()->classifier.view());
}

std::string LiveNetwork::backend() const {
  const std::string name = engine()->info.backend;
  if (!teach_backend_) return name;
  return fmt::format("{}, teaching on {}", name, teach_backend_name_);
}

void LiveNetwork::switch_backend() {
  const auto names = backend_names();
  const std::string now = device_text(engine()->info);
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[next_++ % names.size()];
    try {
      auto next = make_engine(name);
      const std::string other = device_text(next->info);
      if (other == now) continue;
      report_("running on " + other);
      const std::scoped_lock lock(mutex_);
      engine_ = std::move(next);
      return;
    } catch (const Error& error) {
      report_(fmt::format("fovea: {}: {}", name, error.what()));
    }
  }
}

}  // namespace fovea::apps
