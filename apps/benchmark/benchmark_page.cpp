#include "apps/benchmark/benchmark_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>

#include "apps/benchmark/benchmark_roofline.h"
#include "apps/cli/text_table.h"
#include "apps/training/report/sections.h"

namespace fovea::apps {

namespace {

using report::escape;
using report::figure;
using report::section;

// Added to the report's own style sheet.
const char* const style = R"css(
.chart rect { fill: var(--accent); } .chart .whisker { stroke: var(--text); stroke-width: 1.4; }
.chart text.who { font-size: 14px; font-weight: 600; fill: var(--text); }
.chart text.value { font-size: 14px; fill: var(--text); font-variant-numeric: tabular-nums; }
.roofs { display: grid; gap: 12px;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 500px), 1fr)); }
.chart figcaption small { color: var(--dim); font-weight: 400; }
.chart path.roof { stroke: var(--dim); stroke-width: 2; }
.roofline circle { fill-opacity: 0.72; stroke: var(--card); stroke-width: 1; }
.roofline text.limit { font-weight: 600; }
.roofline text.dot { font-size: 11.5px; fill: var(--text); }
.roofline .leader { stroke: var(--dim); stroke-width: 0.8; }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 5px; margin: 0 4px 0 10px; }
.key.one { background: var(--one); } .key.two { background: var(--two); }
.plain td.who { font-weight: 600; }
.plain tr.sub th:first-child { text-align: right; padding-left: 10px; }
.plain td.text, .plain th.text { text-align: left; }
.plain td.text small { color: var(--dim); }
.nodes .plain td:first-child { white-space: normal; overflow-wrap: anywhere; min-width: 190px; }
.nodes .plain th { vertical-align: bottom; }
.nodes .plain th.group { text-align: center; border-bottom: 1px solid var(--rule); }
)css";

std::string work(const BenchmarkOptions& options) {
  return fmt::format("{} of {} image{}, {}",
                     options.what == "train" ? "a training step" : "inference", options.batch,
                     options.batch == 1 ? "" : "s", options.precision);
}

std::string figures(const BenchmarkOptions& options, const std::vector<BenchmarkResult>& results) {
  const BenchmarkResult& best =
      *std::ranges::min_element(results, {}, [](const auto& r) { return r.seconds.median; });
  std::string html = "<div class='figures'>\n";
  html += figure(speed(options.batch / best.seconds.median),
                 fmt::format("images/s on {}", best.backend), "main");
  html += figure(duration(best.seconds.median), "a call, median");
  html += figure(si(best.flop_rate()),
                 fmt::format("FLOP/s, {} of the most that it reaches",
                             percent(best.flop_rate() / best.limits.flops_per_second)));
  html += figure(si(best.flops), "FLOP a call");
  html += figure(bytes(best.peak_bytes), "of memory at its peak");
  html += figure(duration(best.first_seconds), "to the first result");
  return html + "</div>\n";
}

std::string bars(const BenchmarkOptions& options, const std::vector<BenchmarkResult>& results) {
  constexpr double width = 1040, row = 50, begin = 210, end = 880, top = 6;
  double most = 0;
  for (const BenchmarkResult& result : results) {
    most = std::max(most, options.batch / result.seconds.p10);
  }
  const auto place = [&](double seconds) {
    return begin + (end - begin) * options.batch / seconds / most;
  };
  std::string svg = fmt::format(
      "<figure class='card chart'><figcaption>Images a second</figcaption>"
      "<svg viewBox='0 0 {} {}' role='img' aria-label='images a second by backend'>\n",
      width, top + row * static_cast<double>(results.size()));
  double y = top;
  for (const BenchmarkResult& result : results) {
    const Spread& time = result.seconds;
    svg += fmt::format(
        "<text class='who' x='0' y='{}'>{}</text><text x='0' y='{}'>{}</text>"
        "<rect x='{}' y='{}' width='{:.1f}' height='26' rx='4'/>",
        y + 16, escape(result.backend), y + 33, escape(shortened(result.device.name, 26)), begin,
        y + 6, std::max(2.0, place(time.median) - begin));
    const double low = place(time.p90), high = place(time.p10);
    svg += fmt::format(
        "<path class='whisker' d='M{:.1f} {} H{:.1f} M{:.1f} {} v10 M{:.1f} {} v10'/>"
        "<text class='value' x='{:.1f}' y='{}'>{}</text>\n",
        low, y + 19, high, low, y + 14, high, y + 14, std::max(high, place(time.median)) + 10,
        y + 24, speed(options.batch / time.median));
    y += row;
  }
  return svg + "</svg></figure>\n";
}

std::string result_table(const BenchmarkOptions& options,
                         const std::vector<BenchmarkResult>& results) {
  std::string html =
      "<div class='card scroll'><table class='plain'><thead><tr><th>backend</th><th>images/s</th>"
      "<th>median</th><th>mean</th><th>p10</th><th>p90</th><th>p99</th><th>calls</th><th>FLOP/s</"
      "th>"
      "<th>of peak</th><th>B/s</th><th>of peak</th><th>memory</th><th>first result</th>"
      "</tr></thead><tbody>\n";
  for (const BenchmarkResult& result : results) {
    const Spread& time = result.seconds;
    html += fmt::format(
        "<tr><td "
        "class='who'>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
        "<td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        escape(result.backend), speed(options.batch / time.median), duration(time.median),
        duration(time.mean), duration(time.p10), duration(time.p90), duration(time.p99),
        grouped(time.count), si(result.flop_rate()),
        percent(result.flop_rate() / result.limits.flops_per_second), si(result.byte_rate()),
        percent(result.byte_rate() / result.limits.bytes_per_second), bytes(result.peak_bytes),
        duration(result.first_seconds));
  }
  return html + "</tbody></table></div>\n";
}

std::string rooflines(const std::vector<BenchmarkResult>& results) {
  const RooflineRange range = roofline_range(results);
  std::string html =
      "<p class='note'><span class='key one'></span>convolutions and dense layers "
      "<span class='key two'></span>all else; the larger, the more of the time. The line is the "
      "most that the device reached in this very run: multiply-adds in registers, and memory "
      "traffic beyond its caches. A dot above the slope found its data in a cache; one above the "
      "flat part needs fewer operations than the direct convolution, by which it is counted. "
      "Steps without arithmetic are in the table alone.</p>\n<div class='roofs'>\n";
  const bool alone = results.size() == 1;
  for (const BenchmarkResult& result : results) {
    html += roofline_chart(result, range, alone ? 1060 : 560, alone ? 480 : 420);
  }
  return html + "</div>\n";
}

// The name in HTML. If nodes were fused under one name, each has its scope in it; only the first
// scope is kept.
std::string brief(const std::string& node) {
  const size_t scope =
      node.find('+') == std::string::npos ? 0 : node.rfind('/', node.find('+')) + 1;
  std::string text = node;
  const std::string again = "+" + node.substr(0, scope);
  for (size_t at = 0; scope > 0 && (at = text.find(again, at)) != std::string::npos; ++at) {
    text.erase(at + 1, scope);
  }
  return std::regex_replace(escape(text), std::regex("[+]"), "+<wbr/>");
}

struct NodeRow {
  const NodeTime* first;               // from the first backend that has it
  std::vector<const NodeTime*> times;  // by backend, null where it has no such step
};

// Steps of the same node and kernel, with all backends side by side, in the order of the
// first backend.
std::vector<NodeRow> node_rows(const std::vector<BenchmarkResult>& results) {
  std::vector<NodeRow> rows;
  std::map<std::string, size_t> places;
  for (size_t i = 0; i < results.size(); ++i) {
    std::map<std::string, int> repeats;
    for (const NodeTime& node : results[i].nodes) {
      std::string key = node.node + "\n" + node.kernel;
      key += fmt::format("\n{}", repeats[key]++);
      const auto [it, fresh] = places.try_emplace(key, rows.size());
      if (fresh) rows.push_back({&node, std::vector<const NodeTime*>(results.size())});
      rows[it->second].times[i] = &node;
    }
  }
  return rows;
}

std::string node_table(const std::vector<BenchmarkResult>& results) {
  std::string html =
      "<div class='card scroll nodes'><table class='plain'><thead><tr><th rowspan='2'>node</th>"
      "<th class='text' rowspan='2'>kernel</th><th rowspan='2'>FLOP</th><th rowspan='2'>bytes</th>"
      "<th rowspan='2'>FLOP/byte</th>";
  std::string below;
  for (const BenchmarkResult& result : results) {
    html += fmt::format("<th class='group' colspan='3'>{}</th>", escape(result.backend));
    below += "<th>time</th><th>FLOP/s</th><th>of the roof</th>";
  }
  html += "</tr><tr class='sub'>" + below + "</tr></thead><tbody>\n";
  for (const NodeRow& row : node_rows(results)) {
    const NodeTime& node = *row.first;
    html += fmt::format(
        "<tr><td>{}</td><td class='text'><small>{}</small></td><td>{}</td><td>{}</td><td>{}</td>",
        brief(node.node), escape(node.kernel), node.flops > 0 ? si(node.flops) : "",
        node.bytes > 0 ? si(node.bytes) : "",
        node.flops > 0 ? fmt::format("{:.2f}", node.flops / node.bytes) : "");
    for (size_t i = 0; i < results.size(); ++i) {
      const NodeTime* time = row.times[i];
      if (!time || time->seconds <= 0) {
        html += "<td></td><td></td><td></td>";
        continue;
      }
      const double least = roofline_seconds(results[i].limits, time->flops, time->bytes);
      html += fmt::format("<td>{}</td><td>{}</td><td>{}</td>", duration(time->seconds),
                          time->flops > 0 ? si(time->flops / time->seconds) : "",
                          least > 0 ? fmt::format("{:.0f} %", 100 * least / time->seconds) : "");
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string machine_table(const std::vector<BenchmarkResult>& results) {
  std::string html =
      "<div class='card scroll'><table class='plain'><thead><tr><th>backend</th><th "
      "class='text'>device</th>"
      "<th>threads</th><th>multiply-adds</th><th>memory</th><th>ridge</th></tr></thead><tbody>\n";
  for (const BenchmarkResult& result : results) {
    const MachineLimits& limits = result.limits;
    html += fmt::format(
        "<tr><td class='who'>{}</td><td class='text'>{}</td><td>{}</td><td>{}</td><td>{}</td>"
        "<td>{:.1f} FLOP/byte</td></tr>\n",
        escape(result.backend), escape(result.device.name),
        result.device.threads ? std::to_string(result.device.threads) : "",
        si(limits.flops_per_second, "FLOP/s"), si(limits.bytes_per_second, "B/s"),
        limits.flops_per_second / limits.bytes_per_second);
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace

std::string benchmark_page(const BenchmarkOptions& options, const std::string& model,
                           const std::vector<BenchmarkResult>& results) {
  std::string html =
      fmt::format("<header><h1>{}</h1><p>{}, {} round{} of {:g} ms on each backend</p></header>\n",
                  escape(model), escape(work(options)), options.rounds,
                  options.rounds == 1 ? "" : "s", options.milliseconds);
  html += figures(options, results);
  html +=
      section("By backend", bars(options, results) + "<p></p>" + result_table(options, results));
  html += section("What the machine allows", rooflines(results));
  html += section("Node by node", node_table(results));
  html += section("The most that each device reached", machine_table(results));
  return report::page(fmt::format("{}: {}", model, work(options)), html, style);
}

}  // namespace fovea::apps
