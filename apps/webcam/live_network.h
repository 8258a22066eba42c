// The network of a live picture: a model on a backend, which can be changed while frames come, and
// the head that learns new classes, if some are taught.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>

#include "apps/webcam/live_pipeline.h"
#include "apps/webcam/teacher.h"

namespace fovea::apps {

struct LiveNetworkOptions {
  std::string backend = "auto";
  std::string teach_backend;  // for the head; empty: the same backend
  int threads = 0;
  int top = 5;
};

class LiveNetwork {
 public:
  using Report = std::function<void(const std::string&)>;

  /// teacher: null if nothing is taught, else its model is used. Model and teacher must outlive it;
  /// `report`, which any thread may call, gets the name of the backend and errors.
  LiveNetwork(const Model& model, Teacher* teacher, LiveNetworkOptions options, Report report);
  ~LiveNetwork();

  // The stages of the pipeline.
  void prepare(LiveFrame& live);
  void run(LiveFrame& live);
  /// Trains the head for a short time.
  void train();

  /// Trains the head until it is done; only without a pipeline.
  void finish_training();

  // For the thread that shows frames.
  std::string label(int target) const;
  /// The part of a picture of this shape (H, W, 3) that the network sees.
  datasets::PicturePart centre_crop_part(const Shape& picture) const;
  /// The names of the backends, for the window.
  std::string backend() const;
  /// Switches to the next backend of this machine that can run the model; it keeps what was taught.
  void switch_backend();
  void toggle_heat_map() { heat_ = !heat_; }

 private:
  struct Engine;
  std::shared_ptr<Engine> make_engine(const std::string& backend) const;
  std::shared_ptr<Engine> engine() const;
  /// The engine of this frame, which has learned what the one before it had.
  std::shared_ptr<Engine> teaching_engine();

  const Model& model_;
  Teacher* const teacher_;
  const LiveNetworkOptions options_;
  const Report report_;
  std::shared_ptr<Backend> teach_backend_;  // null: the engine's
  std::string teach_backend_name_;
  std::shared_ptr<HeadTraining> own_head_;  // on teach_backend_
  mutable std::mutex mutex_;
  std::shared_ptr<Engine> engine_;   // written under the mutex, only by the thread that shows
  std::shared_ptr<Engine> learned_;  // of the last frame
  size_t next_ = 0;                  // index in backend_names()
  std::atomic<bool> heat_ = false;
};

}  // namespace fovea::apps
