#include "fovea/optim/schedule.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "fovea/core/spec.h"

namespace fovea {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// The run that a schedule is made for.
struct ScheduleBasis {
  double rate;
  std::int64_t steps, steps_an_epoch;
};

// From `from` at 0 to `to` at 1 along half a cosine.
double anneal(double from, double to, double share) {
  return to + (from - to) / 2 * (1 + std::cos(std::numbers::pi * share));
}

class ConstantSchedule : public Schedule {
 public:
  ConstantSchedule(const ScheduleBasis& basis, Spec&) : basis_(basis) {}
  double rate(std::int64_t) const override { return basis_.rate; }

 private:
  ScheduleBasis basis_;
};

class StepSchedule : public Schedule {
 public:
  StepSchedule(const ScheduleBasis& basis, Spec& spec)
      : basis_(basis),
        every_(spec.integer("every", 1, 1) * basis.steps_an_epoch),
        gamma_(spec.number("gamma", 0.1, 0, infinity)) {
    if (!spec.has("every")) {
      throw Error("every is missing").at(spec.place()).hint("write step:every=5,gamma=0.5");
    }
  }
  double rate(std::int64_t step) const override {
    return basis_.rate * std::pow(gamma_, static_cast<double>(step / every_));
  }

 private:
  ScheduleBasis basis_;
  std::int64_t every_;
  double gamma_;
};

class Cosine : public Schedule {
 public:
  Cosine(const ScheduleBasis& basis, Spec& spec)
      : basis_(basis), min_(spec.number("min", 0, 0, infinity)) {}
  double rate(std::int64_t step) const override {
    const double share = static_cast<double>(step) / static_cast<double>(basis_.steps);
    return anneal(basis_.rate, min_, std::min(share, 1.0));
  }
  bool depends_on_length() const override { return true; }

 private:
  ScheduleBasis basis_;
  double min_;
};

class OneCycle : public Schedule {
 public:
  OneCycle(const ScheduleBasis& basis, Spec& spec)
      : base_(basis.rate),
        last_(static_cast<double>(basis.steps - 1)),
        peak_(std::max(0.0, spec.number("up", 0.3, 0, 1) * static_cast<double>(basis.steps) - 1)),
        first_rate_(basis.rate / spec.number("start", 25, 1, infinity)),
        last_rate_(first_rate_ / spec.number("end", 1e4, 1, infinity)) {}
  double rate(std::int64_t at) const override {
    const double step = std::min(static_cast<double>(at), last_);
    if (step < peak_) return anneal(first_rate_, base_, step / peak_);
    return last_ > peak_ ? anneal(base_, last_rate_, (step - peak_) / (last_ - peak_)) : base_;
  }
  bool depends_on_length() const override { return true; }

 private:
  double base_, last_, peak_, first_rate_, last_rate_;
};

class Plateau : public Schedule {
 public:
  Plateau(const ScheduleBasis& basis, Spec& spec)
      : patience_(static_cast<double>(spec.integer("patience", 10, 0))),
        factor_(spec.number("factor", 0.1, 0, 1)),
        threshold_(spec.number("threshold", 1e-4, 0, 1)),
        cooldown_(static_cast<double>(spec.integer("cooldown", 0, 0))),
        min_(spec.number("min", 0, 0, infinity)),
        rate_(basis.rate) {}

  double rate(std::int64_t) const override { return rate_; }
  bool wants_metric() const override { return true; }

  void report(double metric) override {
    if (metric < (best_ ? *best_ * (1 - threshold_) : infinity)) {
      best_ = metric;
      bad_epochs_ = 0;
    } else {
      ++bad_epochs_;
    }
    if (cooling_ > 0) {
      --cooling_;
      bad_epochs_ = 0;
    }
    if (bad_epochs_ > patience_) {
      rate_ = std::max(rate_ * factor_, min_);
      cooling_ = cooldown_;
      bad_epochs_ = 0;
    }
  }

  std::map<std::string, double> save() const override {
    std::map<std::string, double> numbers{{"plateau/rate", rate_},
                                          {"plateau/bad_epochs", bad_epochs_},
                                          {"plateau/cooling", cooling_}};
    if (best_) numbers["plateau/best"] = *best_;
    return numbers;
  }

  void restore(const std::map<std::string, double>& numbers) override {
    const auto read = [&](const char* key) {
      const auto it = numbers.find(key);
      if (it == numbers.end()) throw Error("the state of the schedule lacks '{}'", key);
      return it->second;
    };
    rate_ = read("plateau/rate");
    bad_epochs_ = read("plateau/bad_epochs");
    cooling_ = read("plateau/cooling");
    best_ = numbers.contains("plateau/best") ? std::optional(read("plateau/best")) : std::nullopt;
  }

 private:
  double patience_, factor_, threshold_, cooldown_, min_;
  double rate_, bad_epochs_ = 0, cooling_ = 0;
  std::optional<double> best_;
};

std::unique_ptr<Schedule> make(std::string_view text, const ScheduleBasis& basis);

class Warmup : public Schedule {
 public:
  Warmup(const ScheduleBasis& basis, Spec& spec) {
    const std::int64_t epochs = spec.integer("epochs", 0, 0);
    steps_ = spec.integer("steps", epochs * basis.steps_an_epoch, 0);
    if (spec.has("epochs") == spec.has("steps")) {
      throw Error("it takes either steps or epochs").at(spec.place());
    }
    const ScheduleBasis rest{basis.rate, std::max<std::int64_t>(1, basis.steps - steps_),
                             basis.steps_an_epoch};
    then_ = make(spec.text("then", "constant"), rest);
  }

  double rate(std::int64_t step) const override {
    if (step >= steps_) return then_->rate(step - steps_);
    return then_->rate(0) * static_cast<double>(step + 1) / static_cast<double>(steps_);
  }
  bool depends_on_length() const override { return then_->depends_on_length(); }
  bool wants_metric() const override { return then_->wants_metric(); }
  void report(double metric) override { then_->report(metric); }
  std::map<std::string, double> save() const override { return then_->save(); }
  void restore(const std::map<std::string, double>& numbers) override { then_->restore(numbers); }

 private:
  std::int64_t steps_ = 0;
  std::unique_ptr<Schedule> then_;
};

template <typename T>
std::unique_ptr<Schedule> make_as(const ScheduleBasis& basis, Spec& spec) {
  auto schedule = std::make_unique<T>(basis, spec);
  spec.done();
  return schedule;
}

std::unique_ptr<Schedule> make(std::string_view text, const ScheduleBasis& basis) {
  using Maker = std::unique_ptr<Schedule> (*)(const ScheduleBasis&, Spec&);
  static const std::map<std::string, Maker> makers{{"constant", make_as<ConstantSchedule>},
                                                   {"step", make_as<StepSchedule>},
                                                   {"cosine", make_as<Cosine>},
                                                   {"one-cycle", make_as<OneCycle>},
                                                   {"plateau", make_as<Plateau>},
                                                   {"warmup", make_as<Warmup>}};
  Spec spec("schedule", text);
  const auto it = makers.find(spec.name());
  if (it != makers.end()) return it->second(basis, spec);
  std::vector<std::string> known;
  for (const auto& [name, maker] : makers) known.push_back(name);
  throw spec.unknown_name(known);
}

}  // namespace

std::unique_ptr<Schedule> make_schedule(std::string_view spec, double base_rate,
                                        std::int64_t total_steps, std::int64_t steps_an_epoch) {
  if (!(base_rate >= 0) || std::isinf(base_rate)) {
    throw Error("the learning rate {} is not a number of at least 0", base_rate);
  }
  if (total_steps < 1 || steps_an_epoch < 1) {
    throw Error("a schedule needs at least one step, not {} in epochs of {}", total_steps,
                steps_an_epoch);
  }
  return make(spec, {base_rate, total_steps, steps_an_epoch});
}

}  // namespace fovea
