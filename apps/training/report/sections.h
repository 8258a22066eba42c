// The parts of the report, each a piece of HTML and a file of this folder.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/commands/summary.h"
#include "apps/training/report/report.h"

namespace fovea::apps::report {

/// The style sheet of every page.
extern const char* const style;

/// A whole page around its parts; `more_style` comes after the style sheet. Titles and text are
/// escaped, as in section() and figure().
std::string page(const std::string& title, const std::string& body,
                 const std::string& more_style = "");
std::string section(const std::string& title, const std::string& body);
/// A number on a card, and its meaning; `kind` is a class of the style sheet.
std::string figure(const std::string& value, const std::string& what, const char* kind = "");

/// Training time so far, and the share of it that was spent waiting for data; there is no share if
/// an epoch does not have it.
struct TrainingTime {
  double seconds = 0;
  std::optional<double> data_share;
};
TrainingTime time_of(const std::vector<EpochMetrics>& epochs);
/// "1.3 %", or "" for none.
std::string share_text(std::optional<double> share);

/// Text escaped for HTML, also for attributes.
std::string escape(std::string_view text);

/// The name of a class, or its number if the data set has no names.
std::string label_of(const datasets::Dataset& dataset, int label);

/// An image (H, W, C) as the address of a PNG inside the page: gray for one or two channels.
std::string picture(std::span<const std::uint8_t> pixels, const Shape& shape, ChannelOrder order);

/// A class of the style sheet for number 0, 1, ... of several things; after eight they repeat.
const char* colour(size_t number);

struct Series {
  std::string name, colour;                       // colour: a class of the style sheet
  std::vector<std::pair<double, double>> points;  // x ascending
};

/// A line chart over epochs; y is a share of 1 shown in percent, or a plain number from 0.
std::string line_chart(const std::string& title, const std::vector<Series>& series, bool percent);

/// The values of some epochs; those without one are left out.
Series series_of(const std::vector<EpochMetrics>& epochs, std::string name, std::string colour,
                 const std::function<std::optional<double>(const EpochMetrics&)>& value);

/// The metrics, the learning rate, the norm of the gradients and time by epoch.
std::string curves(const std::vector<EpochMetrics>& epochs, const std::vector<Metric>& metrics);
/// The same in numbers.
std::string epoch_table(const std::vector<EpochMetrics>& epochs,
                        const std::vector<Metric>& metrics);

/// The confusion matrix: a coloured table of counts, or for many classes the worst pairs.
std::string confusion(const datasets::Dataset& dataset, const std::vector<Prediction>& predictions);

/// How often answers were right by how sure they were, with the expected calibration error.
std::string reliability(const std::vector<Prediction>& predictions);
/// Precision, recall and F1 of each class.
std::string class_table(const datasets::Dataset& dataset,
                        const std::vector<Prediction>& predictions);

/// The wrong answers that the network was surest of, as pictures.
/// `order` is that of the channels of the data set's images.
std::string mistakes(const datasets::Dataset& dataset, const std::vector<Prediction>& predictions,
                     ChannelOrder order);

/// Training images, and their changed forms in the first epochs; "" if nothing is changed.
std::string changed_images(const datasets::Dataset& dataset, const datasets::BatchAugment& augment,
                           std::uint64_t seed, ChannelOrder order);

/// What the objective shows.
std::string exhibit(const Exhibit& exhibit);

/// The filters of the first convolution as pictures; "" if it does not read the image.
std::string first_filters(const Model& model);

/// The nodes as boxes, layer by layer from top to bottom, with their shapes.
std::string model_graph(const ModelSummary& summary);

/// Where the time of a training step goes.
std::string step_times(const Plan& plan, const std::vector<StepTime>& times, int batch);

}  // namespace fovea::apps::report
