// The style sheet of the report, for light and dark screens and for any width.
#include "apps/training/report/sections.h"

namespace fovea::apps::report {

const char* const style = R"css(
:root { --page: #f6f7f9; --card: #ffffff; --text: #1b2330; --dim: #667085; --rule: #e4e7ec;
  --one: #2a78d6; --two: #d9622b; --three: #14977a; --four: #b0479b; --five: #a67c00;
  --six: #64748b; --seven: #7a4fd0; --eight: #0e8ca8; --accent: #2a78d6;
  --right: 42, 120, 214; --wrong: 217, 98, 43; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --page: #11151c; --card: #1a2029; --text: #e6e9ee;
  --dim: #98a2b3; --rule: #2c3442; --one: #63a4f2; --two: #f08a55; --three: #3cc4a2;
  --four: #e57fd0; --five: #d8b23a; --six: #a9b6c6; --seven: #ab8ff7; --eight: #4fc0da;
  --accent: #63a4f2; --right: 74, 144, 230; --wrong: 232, 120, 66; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 20px 64px; }
header h1 { font-size: 30px; line-height: 1.2; margin: 0; letter-spacing: -0.02em; }
header p { margin: 4px 0 20px; color: var(--dim); }
a { color: var(--accent); }
h2 { font-size: 19px; margin: 36px 0 12px; letter-spacing: -0.01em; }
.card { background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
  padding: 16px 18px; }
.scroll { overflow-x: auto; }
pre.text { margin: 0; font-size: 13px; white-space: pre-wrap; overflow-wrap: anywhere; }
.note { color: var(--dim); margin: 0 0 12px; }
table + .note, .scroll + .note { margin: 12px 0 0; }
.note b { color: var(--text); }

.figures { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); }
.figure b { display: block; font-size: 22px; line-height: 1.25; letter-spacing: -0.01em;
  font-variant-numeric: tabular-nums; white-space: nowrap; }
.figure span { color: var(--dim); font-size: 13px; }
.figure.main b { color: var(--accent); }

.charts { display: grid; gap: 12px; margin-bottom: 12px;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); }
.chart { margin: 0; }
.chart figcaption { font-weight: 600; margin-bottom: 8px; }
.chart svg { display: block; width: 100%; height: auto; overflow: visible; }
.chart text { font-size: 12.5px; fill: var(--dim); }
.chart .grid { stroke: var(--rule); }
.chart path { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
.one { --ink: var(--one); } .two { --ink: var(--two); } .three { --ink: var(--three); }
.four { --ink: var(--four); } .five { --ink: var(--five); } .six { --ink: var(--six); }
.seven { --ink: var(--seven); } .eight { --ink: var(--eight); }
.chart g[class] > path { stroke: var(--ink); }
.chart g[class] > circle, .chart text.name { fill: var(--ink); }
.chart text.name { font-weight: 600; }
.chart .bar { fill: var(--one); } .chart .even { stroke: var(--two); stroke-dasharray: 4 4; }
.reliability { display: flex; flex-wrap: wrap; gap: 12px 28px; align-items: center; }
.reliability .chart { flex: 1 1 280px; max-width: 420px; }
.reliability .note { flex: 1 1 280px; margin: 0; }
.number { display: inline-block; min-width: 20px; padding: 0 5px; margin-right: 8px;
  border-radius: 10px; background: var(--ink); color: var(--card); font-size: 12px;
  font-weight: 600; text-align: center; }
.note + details { margin-top: 12px; }
summary { cursor: pointer; font-weight: 600; }
details .scroll { margin-top: 10px; }

table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
table.plain { width: 100%; font-size: 14px; }
.plain th { color: var(--dim); font-weight: 500; text-align: right; padding: 4px 10px 6px; }
.plain td { text-align: right; padding: 4px 10px; border-top: 1px solid var(--rule);
  white-space: nowrap; }
.plain th:first-child, .plain td:first-child { text-align: left; padding-left: 0; }
.model .plain th:nth-child(2), .model .plain td:nth-child(2) { text-align: left; }
.plain tfoot td { font-weight: 600; }

.confusion { margin: 0 auto; font-size: 13.5px; }
.confusion th { font-weight: 600; padding: 4px 8px; }
.confusion tbody th { text-align: right; }
.confusion .corner { font-weight: 400; color: var(--dim); text-align: right; vertical-align: bottom;
  white-space: nowrap; }
.confusion.long thead th:not(.corner):not(.edge) { vertical-align: bottom; padding: 4px 0; }
.confusion.long thead th span { writing-mode: vertical-rl; transform: rotate(180deg);
  display: inline-block; }
.confusion td { min-width: 46px; height: 34px; text-align: center; border: 1px solid var(--rule); }
.confusion td.right { background: rgba(var(--right), var(--s)); }
.confusion td.wrong { background: rgba(var(--wrong), var(--s)); }
.confusion td.strong { color: #fff; }
.confusion .edge { border: none; color: var(--dim); font-weight: 400; white-space: nowrap;
  padding: 0 8px; font-size: 12.5px; }

.pictures { display: grid; gap: 14px 10px;
  grid-template-columns: repeat(auto-fill, minmax(115px, 1fr)); }
.pictures figure { margin: 0; text-align: center; }
.pictures img { width: 100%; max-width: 128px; aspect-ratio: 1; object-fit: contain;
  image-rendering: pixelated; border-radius: 6px; background: #000; }
.pictures figcaption { font-size: 14px; line-height: 1.3; overflow-wrap: anywhere; }
.pictures small { display: block; color: var(--dim); }
.versions { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 8px;
  max-width: 820px; }
.versions img { width: 100%; image-rendering: pixelated; border-radius: 4px; background: #000; }
.versions .first { width: calc(100% - 12px); }
.filters { display: grid; grid-template-columns: repeat(auto-fill, minmax(44px, 1fr)); gap: 8px; }
.filters img { width: 100%; max-width: 60px; image-rendering: pixelated; border-radius: 3px; }
.pictures .shown { font-weight: 600; color: var(--one); }
.pictures .said { font-weight: 600; color: var(--two); }

.model { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start; }
.model > .card { flex: 1 1 400px; max-width: 100%; max-height: 2400px; overflow: auto; }
.model > .picture { flex: 1 1 auto; }
.graph { display: block; margin: 0 auto; }
.graph .node rect { fill: var(--page); stroke: var(--rule); stroke-width: 1.2; }
.graph .weights rect { fill: rgba(var(--right), 0.14); stroke: var(--accent); }
.graph .node text { font-size: 13px; font-weight: 600; fill: var(--text); text-anchor: middle; }
.graph text.detail { font-size: 12px; font-weight: 400; fill: var(--dim); }
.graph text.shape { font-size: 11.5px; fill: var(--dim); paint-order: stroke;
  stroke: var(--card); stroke-width: 4px; }
.graph .line { fill: none; stroke: var(--dim); stroke-width: 1.3; }
.graph marker path { fill: var(--dim); }

.times { width: 100%; font-size: 14px; }
.times th { color: var(--dim); font-weight: 500; text-align: right; padding: 2px 8px 6px; }
.times th:first-child { text-align: left; padding-left: 0; }
.times td { padding: 4px 8px; text-align: right; white-space: nowrap;
  border-top: 1px solid var(--rule); }
.times td.node { text-align: left; padding-left: 0; font-weight: 500; line-height: 1.25;
  max-width: 300px; overflow: hidden; text-overflow: ellipsis; }
.times small { display: block; color: var(--dim); font-weight: 400; }
.times th small { display: inline; }
.times td.bar { width: 46%; min-width: 90px; }
.times .bar i { display: block; height: 14px; border-radius: 3px; background: var(--accent);
  min-width: 2px; }

.options { display: grid; gap: 2px 28px; margin: 0;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); }
.options div { display: flex; justify-content: space-between; gap: 16px; padding: 4px 0;
  border-bottom: 1px solid var(--rule); }
.options dt { color: var(--dim); }
.options dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
@media (max-width: 640px) { main { padding: 20px 12px 40px; } .card { padding: 12px; }
  .figures { grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); }
  .confusion { font-size: 12px; } .confusion td { min-width: 30px; height: 28px; }
  .confusion th { padding: 3px 5px; } .confusion .corner { font-size: 0; }
  .confusion .edge { display: none; }
  .chart text { font-size: 15px; } .versions { gap: 4px; }
  .pictures { grid-template-columns: repeat(auto-fill, minmax(84px, 1fr)); }
  .times td.bar { width: 30%; min-width: 50px; } .times td.node { max-width: 150px; } }
@media print { body { background: #fff; } section { break-inside: avoid; } }
)css";

}  // namespace fovea::apps::report
