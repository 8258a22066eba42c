// The parts of the report, each a piece of HTML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/commands/summary.h"
#include "apps/training/report/report.h"

namespace fovea::apps::report {

/// The style sheet of the page.
extern const char* const style;

/// Text as HTML shows it literally, in attributes too.
std::string escape(std::string_view text);

/// The name of a class, or its number where the data set has none.
std::string label_of(const datasets::Dataset& dataset, int label);

struct Series {
  std::string name, colour;                       // colour: a class of the style sheet
  std::vector<std::pair<double, double>> points;  // x ascending
};

/// A line chart over epochs; y is a share of 1 shown in percent, or a plain number from 0.
std::string line_chart(const std::string& title, const std::vector<Series>& series, bool percent);

/// The metrics and the learning rate by epoch.
std::string curves(const std::vector<EpochMetrics>& epochs, const std::vector<Metric>& metrics);
/// The same in numbers.
std::string epoch_table(const std::vector<EpochMetrics>& epochs,
                        const std::vector<Metric>& metrics);

/// What was taken for what: a coloured table of counts, or for many classes the worst pairs.
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

/// The nodes as boxes, layer by layer from top to bottom, with their shapes.
std::string model_graph(const ModelSummary& summary);

/// Where the time of a training step goes.
std::string step_times(const Plan& plan, const std::vector<StepTime>& times, int batch);

}  // namespace fovea::apps::report
