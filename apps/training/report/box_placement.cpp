#include "apps/training/report/box_placement.h"

#include <algorithm>
#include <limits>

namespace fovea::apps::report {

namespace {

constexpr double gap_x = 26, gap_y = 34, margin = 12, lane = 12;
constexpr int rounds = 12;

// A box, or the part of a line that passes through one layer.
struct Vertex {
  int box = -1;  // -1: of a line
  int layer = 0;
  double width = lane, height = 0;
  double x = 0, y = 0;
  std::vector<int> above = {}, below = {};
};

struct Drawing {
  std::vector<Vertex> vertices;
  std::vector<std::vector<int>> layers;
  std::vector<std::vector<int>> paths;  // for each line its vertices from top to bottom

  Vertex& at(int id) { return vertices[static_cast<size_t>(id)]; }
};

Drawing layered(const std::vector<Box>& boxes) {
  Drawing drawing;
  for (size_t i = 0; i < boxes.size(); ++i) {
    Vertex vertex{.box = static_cast<int>(i), .width = boxes[i].width, .height = boxes[i].height};
    for (const int from : boxes[i].from) {
      vertex.layer = std::max(vertex.layer, drawing.at(from).layer + 1);
    }
    drawing.vertices.push_back(std::move(vertex));
  }
  for (size_t i = 0; i < boxes.size(); ++i) {
    const int to = static_cast<int>(i), last = drawing.at(to).layer;
    for (const int from : boxes[i].from) {
      std::vector<int> path = {from};
      for (int layer = drawing.at(from).layer + 1; layer < last; ++layer) {
        path.push_back(static_cast<int>(drawing.vertices.size()));
        drawing.vertices.push_back({.layer = layer});
      }
      path.push_back(to);
      for (size_t k = 1; k < path.size(); ++k) {
        drawing.at(path[k - 1]).below.push_back(path[k]);
        drawing.at(path[k]).above.push_back(path[k - 1]);
      }
      drawing.paths.push_back(std::move(path));
    }
  }
  for (size_t id = 0; id < drawing.vertices.size(); ++id) {
    const auto layer = static_cast<size_t>(drawing.vertices[id].layer);
    if (drawing.layers.size() <= layer) drawing.layers.resize(layer + 1);
    drawing.layers[layer].push_back(static_cast<int>(id));
  }
  return drawing;
}

double middle(Drawing& drawing, const std::vector<int>& neighbours, double otherwise) {
  if (neighbours.empty()) return otherwise;
  double sum = 0;
  for (const int id : neighbours) sum += drawing.at(id).x;
  return sum / static_cast<double>(neighbours.size());
}

// Places the vertices of a layer as near to their best positions as their widths allow, in their
// order: least squares under x[i] - x[i - 1] >= distance, by pooling adjacent violators.
void spread(Drawing& drawing, const std::vector<int>& layer, const std::vector<double>& wishes) {
  struct Pool {
    double sum;
    size_t count;
    double mean() const { return sum / static_cast<double>(count); }
  };
  std::vector<double> offsets(layer.size());
  std::vector<Pool> pools;
  for (size_t i = 0; i < layer.size(); ++i) {
    if (i > 0) {
      const double widths = drawing.at(layer[i - 1]).width + drawing.at(layer[i]).width;
      offsets[i] = offsets[i - 1] + widths / 2 + gap_x;
    }
    pools.push_back({wishes[i] - offsets[i], 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back().sum += last.sum;
      pools.back().count += last.count;
    }
  }
  size_t i = 0;
  for (const Pool& pool : pools) {
    for (size_t k = 0; k < pool.count; ++k, ++i) {
      drawing.at(layer[i]).x = pool.mean() + offsets[i];
    }
  }
}

void settle(Drawing& drawing, std::vector<int>& layer, bool downwards, bool reorder) {
  const auto wish = [&](int id) {
    const Vertex& vertex = drawing.at(id);
    return middle(drawing, downwards ? vertex.above : vertex.below, vertex.x);
  };
  if (reorder) {
    std::ranges::stable_sort(layer, {}, wish);
  }
  std::vector<double> wishes;
  for (const int id : layer) wishes.push_back(wish(id));
  spread(drawing, layer, wishes);
}

}  // namespace

BoxPlacement place_boxes(std::vector<Box>& boxes) {
  Drawing drawing = layered(boxes);
  for (const auto& layer : drawing.layers) {
    spread(drawing, layer, std::vector<double>(layer.size(), 0));
  }
  for (int round = 0; round < rounds; ++round) {
    const bool reorder = round < rounds / 2;
    for (auto& layer : drawing.layers) settle(drawing, layer, true, reorder);
    std::for_each(drawing.layers.rbegin(), drawing.layers.rend(),
                  [&](auto& layer) { settle(drawing, layer, false, reorder); });
  }
  double low = std::numeric_limits<double>::max(), high = std::numeric_limits<double>::lowest();
  for (const Vertex& vertex : drawing.vertices) {
    low = std::min(low, vertex.x - vertex.width / 2);
    high = std::max(high, vertex.x + vertex.width / 2);
  }
  BoxPlacement placement{high - low + 2 * margin, margin, {}};
  for (const auto& layer : drawing.layers) {
    double tallest = 0;
    for (const int id : layer) tallest = std::max(tallest, drawing.at(id).height);
    for (const int id : layer) {
      Vertex& vertex = drawing.at(id);
      vertex.x += margin - low;
      vertex.y = placement.height + (vertex.box < 0 ? 0 : (tallest - vertex.height) / 2);
      if (vertex.box < 0) vertex.height = tallest;
    }
    placement.height += tallest + gap_y;
  }
  placement.height += margin - gap_y;
  for (size_t i = 0; i < boxes.size(); ++i) {
    boxes[i].x = drawing.vertices[i].x;
    boxes[i].y = drawing.vertices[i].y;
  }
  for (const auto& path : drawing.paths) {
    BoxConnection line{drawing.at(path.front()).box, drawing.at(path.back()).box, {}};
    for (const int id : path) {
      const Vertex& vertex = drawing.at(id);
      if (id != path.front()) line.points.push_back({vertex.x, vertex.y});
      if (id != path.back()) line.points.push_back({vertex.x, vertex.y + vertex.height});
    }
    placement.lines.push_back(std::move(line));
  }
  return placement;
}

}  // namespace fovea::apps::report
