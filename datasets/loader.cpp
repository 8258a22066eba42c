#include "fovea/datasets/loader.h"

#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <deque>
#include <map>
#include <numeric>
#include <utility>

#include "fovea/core/random.h"

namespace fovea::datasets {

namespace {

/// A batch that is being made. It has a task group of its own, so the caller can wait for this
/// batch only; while it waits, it works on this batch and later ones.
struct BatchJob {
  tbb::task_group work;
  LoadedBatch batch;
};

}  // namespace

std::vector<std::uint32_t> epoch_order(std::uint32_t size, std::uint64_t seed,
                                       std::uint32_t epoch) {
  return Random(seed, stream_of("shuffle"), epoch).permutation(size);
}

std::vector<RepeatedImage> balanced_order(std::span<const std::int32_t> labels, std::uint64_t seed,
                                          std::uint32_t epoch) {
  std::map<std::int32_t, std::vector<std::uint32_t>> classes;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0) throw Error("image {} has the label {}", i, labels[i]);
    classes[labels[i]].push_back(static_cast<std::uint32_t>(i));
  }
  std::vector<RepeatedImage> repetitions;
  std::size_t rank = 0;
  for (const auto& [label, images] : classes) {
    // If the number of classes does not divide the images, other classes have one more in
    // each epoch.
    const std::size_t turn = (rank++ + epoch) % classes.size();
    const std::size_t count = (labels.size() + classes.size() - 1 - turn) / classes.size();
    const auto size = static_cast<std::uint32_t>(images.size());
    std::vector<std::uint32_t> order;
    for (std::size_t i = 0; i < count; ++i) {
      const auto repeat = static_cast<std::uint32_t>(i / size);
      if (i % size == 0) {
        const std::uint32_t stream = stream_of(fmt::format("class {} round {}", label, repeat));
        order = Random(seed, stream, epoch).permutation(size);
      }
      repetitions.push_back({images[order[i % size]], repeat});
    }
  }
  std::vector<RepeatedImage> result;
  for (const std::uint32_t place :
       epoch_order(static_cast<std::uint32_t>(repetitions.size()), seed, epoch)) {
    result.push_back(repetitions[place]);
  }
  return result;
}

std::int32_t read_changed(const Dataset& dataset, std::uint32_t index, const BatchAugment& augment,
                          const Draws& draws, std::span<std::uint8_t> image) {
  const Shape& shape = dataset.image();
  const auto part_of = [&](const Shape& whole) { return augment.part(whole, shape, draws); };
  const std::int32_t label =
      augment.part ? dataset.read_part(index, part_of, image) : dataset.read(index, image);
  if (augment.change) augment.change(image, shape, draws);
  return label;
}

struct Loader::Impl {
  std::shared_ptr<const Dataset> dataset;
  LoaderOptions options;
  std::int64_t steps = 0;
  std::uint32_t epoch = 0;
  std::int64_t scheduled = 0;  // the first batch that is not started yet
  std::vector<RepeatedImage> order;
  std::deque<std::unique_ptr<BatchJob>> jobs;
  tbb::task_arena arena{tbb::task_arena::attach{}};

  ~Impl() { drop(); }

  void make_order(std::uint32_t of_epoch) {
    if (!options.balanced_labels.empty()) {
      order = balanced_order(options.balanced_labels, options.seed, of_epoch);
      return;
    }
    std::vector<std::uint32_t> images(dataset->size());
    std::iota(images.begin(), images.end(), 0u);
    if (options.shuffle) images = epoch_order(dataset->size(), options.seed, of_epoch);
    order.clear();
    for (const std::uint32_t index : images) order.push_back({index, 0});
  }

  /// Drops the batches that were started.
  void drop() {
    arena.execute([&] {
      for (const auto& job : jobs) job->work.cancel();
      for (const auto& job : jobs) {
        try {
          job->work.wait();
        } catch (...) {
          // An error in a batch that nobody needs.
        }
      }
    });
    jobs.clear();
  }

  void schedule(std::int64_t step) {
    auto owner = std::make_unique<BatchJob>();
    BatchJob* const job = owner.get();
    job->batch.epoch = epoch;
    job->batch.step = step;
    jobs.push_back(std::move(owner));
    arena.execute([&] { job->work.run([this, job] { fill(job->batch); }); });
  }

  void fill(LoadedBatch& batch) const {
    const auto first = static_cast<std::size_t>(batch.step) * options.batch;
    const std::size_t rows = std::min<std::size_t>(options.batch, order.size() - first);
    const Shape& shape = dataset->image();
    const auto bytes = static_cast<std::size_t>(shape.count());
    const auto images_of = std::span(order).subspan(first, rows);
    batch.indices.clear();
    for (const RepeatedImage& image : images_of) batch.indices.push_back(image.index);
    const auto count = static_cast<std::int64_t>(rows);
    batch.image = Tensor({count, shape[0], shape[1], shape[2]}, DType::u8);
    batch.label = Tensor(Shape{count}, DType::i32);

    const auto images = batch.image.as<std::uint8_t>();
    const auto labels = batch.label.as<std::int32_t>();
    const Random random(options.seed, stream_of("augment"), batch.epoch);
    for (std::size_t row = 0; row < rows; ++row) {
      const auto image = images.subspan(row * bytes, bytes);
      const std::uint32_t index = batch.indices[row];
      const Draws draws(random, key(images_of[row]) * numbers_an_image);
      labels[row] = read_changed(*dataset, index, options.augment, draws, image);
    }
    if (options.augment.mix) mix(batch);
  }

  // The key of its random numbers: an image that is repeated is changed in another way.
  std::uint64_t key(const RepeatedImage& image) const {
    return image.index + std::uint64_t{image.repeat} * dataset->size();
  }

  void mix(LoadedBatch& batch) const {
    const auto first = static_cast<std::size_t>(batch.step) * options.batch;
    const std::size_t rows = batch.indices.size();
    const auto images = batch.image.as<std::uint8_t>();
    const std::size_t bytes = images.size() / rows;
    const Tensor plain = batch.image.clone();
    const Tensor own = batch.label.clone();
    batch.other_label = Tensor(own.shape(), DType::i32);
    batch.label_share = Tensor(own.shape(), DType::f32);
    const Random random(options.seed, stream_of("mix"), batch.epoch);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t next = (row + 1) % rows;
      const float share = options.augment.mix(
          images.subspan(row * bytes, bytes), plain.as<std::uint8_t>().subspan(next * bytes, bytes),
          dataset->image(), Draws(random, key(order[first + row]) * numbers_an_image));
      std::int32_t more = own.as<std::int32_t>()[row], less = own.as<std::int32_t>()[next];
      if (share < 0.5f) std::swap(more, less);
      batch.label.as<std::int32_t>()[row] = more;
      batch.other_label.as<std::int32_t>()[row] = less;
      batch.label_share.as<float>()[row] = std::max(share, 1 - share);
    }
  }
};

Loader::Loader(std::shared_ptr<const Dataset> dataset, LoaderOptions options)
    : impl_(std::make_unique<Impl>()) {
  const std::uint32_t size = dataset->size();
  if (options.batch == 0) throw Error("a batch of 0 images");
  if (options.batch > size) {
    throw Error("a batch of {} is larger than the data set, which has {} images", options.batch,
                size)
        .at(dataset->name());
  }
  impl_->steps = (std::int64_t{size} + options.batch - 1) / options.batch;
  const Draws none(Random(options.seed, stream_of("augment")), 0);
  if (options.augment.part) options.augment.part(dataset->image(), dataset->image(), none);
  if (options.augment.change) {
    std::vector<std::uint8_t> image(static_cast<std::size_t>(dataset->image().count()));
    options.augment.change(image, dataset->image(), none);
  }
  const std::size_t labels = options.balanced_labels.size();
  if (labels > 0 && (labels != size || !options.shuffle)) {
    throw Error("{} labels to balance {} images by, {}", labels, size,
                options.shuffle ? "in random order" : "which come in their own order")
        .at(dataset->name());
  }
  impl_->dataset = std::move(dataset);
  impl_->options = std::move(options);
  seek(0);
}

Loader::Loader(Loader&&) noexcept = default;
Loader::~Loader() = default;

std::int64_t Loader::steps() const { return impl_->steps; }

std::optional<LoadedBatch> Loader::next() {
  Impl& impl = *impl_;
  while (impl.scheduled < impl.steps && impl.jobs.size() <= impl.options.ahead) {
    impl.schedule(impl.scheduled++);
  }
  if (impl.jobs.empty()) return std::nullopt;
  const std::unique_ptr<BatchJob> job = std::move(impl.jobs.front());
  impl.jobs.pop_front();
  impl.arena.execute([&] { job->work.wait(); });
  return std::move(job->batch);
}

void Loader::seek(std::uint32_t epoch, std::int64_t step) {
  Impl& impl = *impl_;
  if (step < 0 || step > impl.steps) {
    throw Error("step {} is not in an epoch of {} steps", step, impl.steps);
  }
  impl.drop();
  if (impl.order.empty() || (impl.options.shuffle && epoch != impl.epoch)) {
    impl.make_order(epoch);
  }
  impl.epoch = epoch;
  impl.scheduled = step;
}

}  // namespace fovea::datasets
