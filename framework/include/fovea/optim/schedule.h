// Learning rate schedules: the learning rate of each step of a run.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace fovea {

/// All but plateau are pure functions of the step. Steps count from 0.
class Schedule {
 public:
  virtual ~Schedule() = default;
  /// The learning rate of this step.
  virtual double rate(std::int64_t step) const = 0;

  /// Whether the rates depend on how many steps the run has in all.
  virtual bool depends_on_length() const { return false; }
  /// Whether report() must be called: once per epoch, with a metric on data that is not trained on,
  /// where less is better.
  virtual bool wants_metric() const { return false; }
  virtual void report(double /*metric*/) {}
  /// What it remembers, for a checkpoint.
  virtual std::map<std::string, double> save() const { return {}; }
  /// Goes on from what save() gave; other keys may be there. Throws Error for one that is missing.
  virtual void restore(const std::map<std::string, double>& /*numbers*/) {}
};

/// A schedule by name with its settings, up to the base rate and over this many steps:
///   constant
///   step:every=E,gamma=0.1     times gamma after every E epochs
///   cosine:min=0               half a cosine from the base rate to min (Loshchilov and Hutter,
///                              "SGDR", ICLR 2017, without restarts)
///   one-cycle:up=0.3,start=25,end=1e4
///                              from base / start up to base over the first share `up` of the
///                              steps, then down to base / start / end, both along half a cosine
///                              (Smith and Topin, "Super-Convergence", 2018, as in PyTorch)
///   plateau:patience=10,factor=0.1,threshold=1e-4,cooldown=0,min=0
///                              times factor when the metric has not fallen by the share
///                              `threshold` for more than `patience` epochs, as in PyTorch
///   warmup:steps=N,then=SCHEDULE   (or epochs=E)  a straight line up to the first rate of the
///                              schedule that follows, constant by default, over the N steps in
///                              front of it
/// Throws Error naming the nearest for an unknown name or setting.
std::unique_ptr<Schedule> make_schedule(std::string_view spec, double base_rate,
                                        std::int64_t total_steps, std::int64_t steps_an_epoch);

}  // namespace fovea
