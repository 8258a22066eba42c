#include "apps/training/report/report.h"

#include "apps/cli/text_table.h"
#include "apps/training/report/sections.h"
#include "framework/formats/atomic_file.h"

namespace fovea::apps {

namespace report {

std::string escape(std::string_view text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

std::string label_of(const datasets::Dataset& dataset, int label) {
  const auto index = static_cast<size_t>(label);
  return index < dataset.labels().size() ? dataset.labels()[index] : std::to_string(label);
}

std::string figure(const std::string& value, const std::string& what, const char* kind) {
  return fmt::format("<div class='card figure {}'><b>{}</b><span>{}</span></div>\n", kind,
                     escape(value), escape(what));
}

std::string section(const std::string& title, const std::string& body) {
  return fmt::format("<section><h2>{}</h2>\n{}</section>\n", escape(title), body);
}

std::string page(const std::string& title, const std::string& body, const std::string& more_style) {
  return fmt::format(
      "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'/>\n"
      "<meta name='viewport' content='width=device-width, initial-scale=1'/>\n"
      "<title>{}</title>\n<style>{}{}</style></head><body><main>\n{}</main></body></html>\n",
      escape(title), style, more_style, body);
}

}  // namespace report

namespace {

using report::escape;
using report::figure;
using report::section;

std::string card(const std::string& body) { return "<div class='card'>" + body + "</div>\n"; }

// Whether there are answers to show beside their pictures.
bool classifies(const ReportData& data) { return data.test_set && !data.test.predictions.empty(); }

// "lenet5", or "mlp and lenet5".
std::string names_of(const Parts& models) {
  std::string names;
  for (const auto& [part, model] : models) names += (names.empty() ? "" : " and ") + model->name;
  return names;
}

// The first model that looks at images decides how they are shown.
ChannelOrder order_of(const Parts& models) {
  for (const auto& [part, model] : models) {
    if (model->input_type().shape.rank() == 4) return model->preprocessing.order;
  }
  return ChannelOrder::rgb;
}

std::string header(const ReportData& data, const std::vector<ModelSummary>& summaries) {
  const report::TrainingTime time = report::time_of(data.epochs);
  const std::string counted = data.epochs.empty() ? "images" : data.epochs.back().counted;
  double speed = 0;
  for (const EpochMetrics& epoch : data.epochs) speed = std::max(speed, epoch.per_second);
  double multiply_adds = 0;
  std::int64_t parameters = 0;
  for (const ModelSummary& summary : summaries) {
    multiply_adds += summary.multiply_adds / static_cast<double>(summary.input.shape[0]);
    parameters += summary.parameters;
  }
  std::string html = fmt::format(
      "<header><h1>{}</h1><p>trained on {} for {} epoch{} on {} ({})</p></header>\n"
      "<div class='figures'>\n",
      escape(names_of(data.models)), escape(data.data), data.epochs.size(),
      data.epochs.size() == 1 ? "" : "s", escape(data.device.name), escape(data.device.backend));
  if (classifies(data)) {
    html += figure(fmt::format("{:.2f} %", 100 * data.test.values.at("accuracy")),
                   fmt::format("of {} test images right", grouped(data.test_set->size())), "main");
    html += figure(fmt::format("{:.4f}", data.test.values.at("loss")), "test loss");
  } else {
    for (const Metric& metric : data.metrics) {
      html += figure(shown(metric, data.test.values.at(metric.name)), title_of(metric),
                     &metric == &data.metrics.front() ? "main" : "");
    }
  }
  html += figure(grouped(parameters), "parameters");
  html += figure(si(multiply_adds),
                 data.test_set ? "multiply-adds an image" : "multiply-adds an example");
  html += figure(duration(time.seconds), time.data_share
                                             ? fmt::format("of training, {} of it waiting for data",
                                                           report::share_text(time.data_share))
                                             : "of training");
  html += figure(grouped(static_cast<std::int64_t>(speed)), counted + "/s, best epoch");
  return html + "</div>\n";
}

// For a classifier: which classes it confuses, and how sure it is.
std::string answers(const ReportData& data) {
  const datasets::Dataset& test_set = *data.test_set;
  const std::vector<Prediction>& predictions = data.test.predictions;
  return section("What was taken for what", card(report::confusion(test_set, predictions) +
                                                 report::class_table(test_set, predictions))) +
         section("As sure as it is right", card(report::reliability(predictions))) +
         section("Wrong, and sure of it",
                 card(report::mistakes(test_set, predictions, order_of(data.models))));
}

std::string options(const ReportData& data) {
  std::string html = "<div class='card'><dl class='options'>";
  for (const auto& [name, value] : data.options) {
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", escape(name), escape(value));
  }
  return html + "</dl></div>\n";
}

}  // namespace

void write_report(const std::filesystem::path& path, const ReportData& data) {
  std::vector<ModelSummary> summaries;
  for (const auto& [part, model] : data.models) summaries.push_back(summarize(*model, 1));
  const ChannelOrder order = order_of(data.models);
  const auto of_part = [&](const std::string& title, const std::string& part) {
    return part.empty() || data.models.size() == 1 ? title : title + ": " + part;
  };
  std::string html = header(data, summaries);
  html += section("How training went", report::curves(data.epochs, data.metrics) +
                                           report::epoch_table(data.epochs, data.metrics));
  if (classifies(data)) html += answers(data);
  for (const Exhibit& one : data.exhibits) html += section(one.title, card(report::exhibit(one)));
  const std::string changed =
      data.training_set ? report::changed_images(*data.training_set, data.augment, data.seed, order)
                        : "";
  if (!changed.empty()) html += section("What it was trained on", card(changed));
  for (const auto& [part, model] : data.models) {
    const std::string filters = report::first_filters(*model);
    if (filters.empty()) continue;
    html += section(of_part("What its first layer looks for", part), card(filters));
  }
  size_t number = 0;
  for (const auto& [part, model] : data.models) {
    html += section(of_part("The model", part), report::model_graph(summaries[number++]));
  }
  for (const StepProfile& profile : data.profiles) {
    html += section(of_part("Where the time of a step goes", profile.name),
                    card(report::step_times(*profile.plan, profile.times, data.batch)));
  }
  html += section("The run", options(data));
  const Metric& headline = data.metrics.back();
  const std::string title = fmt::format("{} on {}: {}", names_of(data.models), data.data,
                                        shown(headline, data.test.values.at(headline.name)));
  write_atomically(path, report::page(title, html));
}

}  // namespace fovea::apps
