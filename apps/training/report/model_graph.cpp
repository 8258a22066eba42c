// The model as a picture: a box for each node, shapes where they change, and the same as a table.
#include <fmt/ranges.h>

#include <algorithm>

#include "apps/cli/text_table.h"
#include "apps/training/report/box_placement.h"
#include "apps/training/report/sections.h"

namespace fovea::apps::report {

namespace {

constexpr double letter = 7.7;  // width of a letter in the size of the style sheet

struct Text {
  std::string name, detail;
};

std::string times(const Shape& shape) { return fmt::format("{}", fmt::join(shape.dims(), "×")); }

std::string image_shape(const TensorType& type) {
  const auto dims = type.shape.dims();
  return fmt::format("{}", fmt::join(dims.subspan(dims.empty() ? 0 : 1), "×"));
}

Box box_of(const Text& text, std::vector<int> from) {
  const double letters = static_cast<double>(std::max(text.name.size(), text.detail.size()));
  return {std::max(90.0, letter * letters + 28), text.detail.empty() ? 28.0 : 46.0,
          std::move(from)};
}

std::string draw_box(const Box& box, const Text& text, bool weights, const std::string& tip) {
  std::string svg = fmt::format(
      "<g class='{}'><title>{}</title><rect x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{}' "
      "rx='{}'/>",
      weights ? "node weights" : "node", escape(tip), box.x - box.width / 2, box.y, box.width,
      box.height, text.detail.empty() ? 14 : 8);
  svg += fmt::format("<text x='{:.1f}' y='{:.1f}'>{}</text>", box.x,
                     box.y + (text.detail.empty() ? 18.5 : 19.5), escape(text.name));
  if (!text.detail.empty()) {
    svg += fmt::format("<text class='detail' x='{:.1f}' y='{:.1f}'>{}</text>", box.x, box.y + 36,
                       escape(text.detail));
  }
  return svg + "</g>\n";
}

std::string draw_line(const BoxConnection& line) {
  std::string path = fmt::format("M{:.1f} {:.1f}", line.points[0].x, line.points[0].y);
  for (size_t i = 1; i < line.points.size(); ++i) {
    const BoxConnection::Point &a = line.points[i - 1], &b = line.points[i];
    const double half = (a.y + b.y) / 2;
    if (i % 2 == 0) {
      path += fmt::format(" L{:.1f} {:.1f}", b.x, b.y);
    } else {
      path += fmt::format(" C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", a.x, half, b.x, half, b.x,
                          b.y);
    }
  }
  return fmt::format("<path class='line' d='{}' marker-end='url(#arrow)'/>\n", path);
}

std::string draw_shape(const Box& box, const TensorType& type) {
  return fmt::format("<text class='shape' x='{:.1f}' y='{:.1f}'>{}</text>\n", box.x + 8,
                     box.y + box.height + 19, image_shape(type));
}

// A node as it is drawn. A node that does not depend on the input, such as batch norm's folding of
// its weights, is part of the node that reads it.
struct GraphNode {
  const NodeSummary* node;
  std::vector<int> from;  // boxes
  std::int64_t parameters;
};

// In the order of their boxes; the first box is that of the input.
std::vector<GraphNode> graph_nodes(const ModelSummary& summary) {
  std::vector<GraphNode> nodes;
  std::vector<int> boxes;  // of all nodes; -1: it is not drawn
  std::vector<std::int64_t> parameters;
  for (const NodeSummary& node : summary.nodes) {
    GraphNode one{&node, {}, node.parameters};
    for (const int index : node.from) {
      const auto at = static_cast<size_t>(index);
      if (index >= 0 && boxes[at] < 0) one.parameters += parameters[at];
      if (index < 0 || boxes[at] >= 0) one.from.push_back(index < 0 ? 0 : boxes[at]);
    }
    parameters.push_back(one.parameters);
    boxes.push_back(one.from.empty() ? -1 : static_cast<int>(nodes.size()) + 1);
    if (!one.from.empty()) nodes.push_back(std::move(one));
  }
  return nodes;
}

std::string picture(const ModelSummary& summary) {
  const std::vector<GraphNode> nodes = graph_nodes(summary);
  std::vector<Text> texts = {{summary.input_name, ""}};
  std::vector<Box> boxes = {box_of(texts[0], {})};
  for (const auto& [node, from, parameters] : nodes) {
    const bool weights = node->weight.rank() > 0;
    texts.push_back({node->name, weights ? node->layer + " " + times(node->weight)
                                 : node->name.find(node->layer) == std::string::npos ? node->layer
                                                                                     : ""});
    boxes.push_back(box_of(texts.back(), from));
  }
  const BoxPlacement placement = place_boxes(boxes);
  std::string svg = fmt::format(
      "<svg class='graph' width='{:.0f}' height='{:.0f}' viewBox='0 0 {:.0f} {:.0f}' role='img' "
      "aria-label='the layers of the model'><defs><marker id='arrow' viewBox='0 0 8 8' refX='7' "
      "refY='4' markerWidth='7' markerHeight='7' orient='auto'><path d='M0 0 L8 4 L0 8 z'/>"
      "</marker></defs>\n",
      placement.width, placement.height, placement.width, placement.height);
  for (const BoxConnection& line : placement.lines) svg += draw_line(line);
  svg += draw_box(boxes[0], texts[0], false, "the input, " + summary.input.str());
  svg += draw_shape(boxes[0], summary.input);
  for (size_t i = 0; i < nodes.size(); ++i) {
    const auto& [node, from, parameters] = nodes[i];
    svg += draw_box(
        boxes[i + 1], texts[i + 1], parameters > 0,
        fmt::format("{}: {}, {} parameters", node->name, node->output.str(), grouped(parameters)));
    const auto before = static_cast<size_t>(from.front());
    const TensorType& input = before == 0 ? summary.input : nodes[before - 1].node->output;
    const bool last = i + 1 == nodes.size();
    if (!last && input.shape != node->output.shape) svg += draw_shape(boxes[i + 1], node->output);
  }
  return svg + "</svg>";
}

}  // namespace

std::string model_graph(const ModelSummary& summary) {
  std::string html = "<div class='model'><div class='card picture'>" + picture(summary) +
                     "</div>\n<div class='card'><table class='plain'><thead><tr>"
                     "<th>node</th><th>layer</th><th>output</th><th>parameters</th><th>FLOPs</th>"
                     "</tr></thead><tbody>\n";
  html += fmt::format("<tr><td>{}</td><td></td><td>{}</td><td></td><td></td></tr>\n",
                      escape(summary.input_name), image_shape(summary.input));
  for (const NodeSummary& node : summary.nodes) {
    html += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                        escape(node.name), escape(node.layer), image_shape(node.output),
                        node.parameters ? grouped(node.parameters) : "",
                        node.flops > 0 ? si(node.flops) : "");
  }
  html += fmt::format(
      "</tbody><tfoot><tr><td>total</td><td></td><td></td><td>{}</td><td>{}</td></tr></tfoot>"
      "</table></div></div>\n",
      grouped(summary.parameters), si(summary.flops));
  return html;
}

}  // namespace fovea::apps::report
