// Capture, preprocessing, network and display in parallel: a thread waits for frames, a TBB flow
// graph works on them, and the caller of next() shows them.
#pragma once

#include <tbb/flow_graph.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <thread>

#include "apps/pictures/classifier.h"
#include "apps/webcam/capture.h"

namespace fovea::apps {

struct LiveFrame {
  Frame frame;
  Tensor view;                 // u8 (1, H, W, C): the network's input
  std::vector<Guess> guesses;  // the likeliest first
  Tensor features;             // f32 (1, ..), if a head is taught
  std::optional<Tensor> heat;  // f32 (h, w), if asked for
  double preprocess_seconds = 0, network_seconds = 0;
  std::exception_ptr failure;  // failure of a stage
};

class LivePipeline {
 public:
  using Stage = std::function<void(LiveFrame&)>;
  struct Stages {
    Stage prepare, run;           // each works on one frame at a time; both run at the same time
    std::function<void()> after;  // called after each run, in its thread, when its frame is done
    std::function<void(const std::string&)> report;  // called with messages about the camera
  };
  /// With `drops`, frames that come while the three places are taken are dropped, so the shown
  /// frame is never old; without it the source waits.
  LivePipeline(Capture& capture, Stages stages, bool drops);
  ~LivePipeline();

  /// The next frame, in order, or null if none came in time. Its place becomes free when the frame
  /// is released. Throws the errors of stages and source.
  std::shared_ptr<LiveFrame> next(std::chrono::milliseconds patience);
  /// Whether the source is at its end and every frame was returned.
  bool ended();
  std::int64_t dropped() const { return dropped_; }

 private:
  using Item = std::shared_ptr<LiveFrame>;
  static constexpr int place_count = 3;

  void capture_frames(Capture& capture);
  bool take_place();
  void run(const Item& item);
  void hand_out(const Item& item);

  Stages stages_;
  bool drops_;
  std::counting_semaphore<place_count> places_{place_count};
  std::atomic<bool> stopping_ = false;
  std::atomic<std::int64_t> dropped_ = 0;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Item> finished_;  // never more than there are places
  int on_their_way_ = 0;
  bool source_ended_ = false;
  std::exception_ptr source_failure_;
  tbb::flow::graph graph_;
  tbb::flow::function_node<Item, Item> prepare_;
  tbb::flow::function_node<Item> run_;
  std::exception_ptr late_failure_;  // failure of `after`; the next frame carries it
  std::thread source_;
};

}  // namespace fovea::apps
