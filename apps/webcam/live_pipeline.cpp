#include "apps/webcam/live_pipeline.h"

namespace fovea::apps {

namespace {

// Runs a stage unless an earlier one failed; the frame carries the failure.
void guarded(const LivePipeline::Stage& stage, LiveFrame& live) {
  if (live.failure) return;
  try {
    stage(live);
  } catch (...) {
    live.failure = std::current_exception();
  }
}

}  // namespace

LivePipeline::LivePipeline(Capture& capture, Stages stages, bool drops)
    : stages_(std::move(stages)),
      drops_(drops),
      prepare_(graph_, tbb::flow::serial,
               [this](const Item& item) {
                 guarded(stages_.prepare, *item);
                 return item;
               }),
      run_(graph_, tbb::flow::serial, [this](const Item& item) { run(item); }) {
  tbb::flow::make_edge(prepare_, run_);
  source_ = std::thread([this, &capture] { capture_frames(capture); });
}

LivePipeline::~LivePipeline() {
  stopping_ = true;
  source_.join();
  graph_.wait_for_all();
  finished_.clear();  // this frees their places
}

bool LivePipeline::take_place() {
  if (drops_) return places_.try_acquire();
  while (!stopping_) {
    if (places_.try_acquire_for(std::chrono::milliseconds(50))) return true;
  }
  return false;
}

void LivePipeline::capture_frames(Capture& capture) {
  try {
    while (!stopping_) {
      Frame frame;
      if (!capture.next(
              frame, [this] { return !stopping_; }, stages_.report))
        break;
      if (!take_place()) {
        ++dropped_;
        continue;
      }
      const Item item(new LiveFrame{}, [this](LiveFrame* gone) {
        delete gone;
        places_.release();
      });
      item->frame = std::move(frame);
      {
        const std::scoped_lock lock(mutex_);
        ++on_their_way_;
      }
      prepare_.try_put(item);
    }
  } catch (...) {
    const std::scoped_lock lock(mutex_);
    source_failure_ = std::current_exception();
  }
  const std::scoped_lock lock(mutex_);
  source_ended_ = true;
  arrived_.notify_all();
}

void LivePipeline::run(const Item& item) {
  if (!item->failure) item->failure = std::exchange(late_failure_, nullptr);
  guarded(stages_.run, *item);
  const bool failed = item->failure != nullptr;
  hand_out(item);
  if (failed) return;
  try {
    stages_.after();
  } catch (...) {
    late_failure_ = std::current_exception();
  }
}

void LivePipeline::hand_out(const Item& item) {
  const std::scoped_lock lock(mutex_);
  --on_their_way_;
  finished_.push_back(item);
  arrived_.notify_all();
}

std::shared_ptr<LiveFrame> LivePipeline::next(std::chrono::milliseconds patience) {
  Item item;
  {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, patience, [this] {
      return !finished_.empty() || (source_ended_ && on_their_way_ == 0);
    });
    if (finished_.empty()) {
      if (source_failure_ && on_their_way_ == 0) std::rethrow_exception(source_failure_);
      return nullptr;
    }
    item = std::move(finished_.front());
    finished_.pop_front();
  }
  if (item->failure) std::rethrow_exception(item->failure);
  return item;
}

bool LivePipeline::ended() {
  const std::scoped_lock lock(mutex_);
  return source_ended_ && on_their_way_ == 0 && finished_.empty();
}

}  // namespace fovea::apps
