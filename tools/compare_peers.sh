#!/usr/bin/env bash
# Times this program and other frameworks in turns and writes the tables of docs/performance.md, on a
# processor without AVX-512 those of docs/performance-avx2.md; appends a line of JSON to
# docs/performance-history.jsonl.
#
# usage: tools/compare_peers.sh --peers DIR [infer|train|mnist|conv|transformers]...   default: all
#        tools/compare_peers.sh transformers
#   DIR holds compare_NAME.sh, tools/peers that of transformers: each calls the command in OURS with
#   the arguments that tools/peers.sh takes, calls the others in turn with it, and prints one JSON
#   line a measurement with who, case, round, and the time as ms_median or seconds. Their settings
#   (MODELS, CONFIGS, MS, ROUNDS) are passed on from the environment.
#   FOVEA: the program, build/release/bin/fovea unless given. MEASURED: a folder that keeps the
#   measurements, build/peers unless given; a comparison that is left out stays as it stands there.
set -euo pipefail
cd "$(dirname "$0")/.."
page=docs/performance.md history=docs/performance-history.jsonl
grep -qw avx512f /proc/cpuinfo || page=docs/performance-avx2.md
usage() {
  sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2
  exit 2
}
peers=
[ "${1:-}" != --peers ] || { peers=${2:-}; shift 2; }
[ $# -gt 0 ] || set -- infer train mnist conv transformers
script_of() {
  local folder=$peers
  [ "$1" != transformers ] || folder=tools/peers
  echo "$folder/compare_$1.sh"
}
for what in "$@"; do
  [[ $what =~ ^(infer|train|mnist|conv|transformers)$ ]] || usage
  [ -n "$peers" ] || [ "$what" = transformers ] || usage
  [ -x "$(script_of "$what")" ] || { echo "$(script_of "$what") is no program" >&2; exit 1; }
done
command -v jq > /dev/null || { echo "jq is missing: apt-get install jq" >&2; exit 1; }
FOVEA=$(realpath "${FOVEA:-build/release/bin/fovea}")
export FOVEA
[ -x "$FOVEA" ] || { echo "$FOVEA is missing: build it first, or name another in FOVEA" >&2; exit 1; }
lines=$(realpath -m "${MEASURED:-build/peers}")
mkdir -p "$lines"
ours=$PWD/tools/peers.sh

for what in "$@"; do
  echo "== $what"
  OURS="$ours $what" "$(script_of "$what")" | grep '^{' | tee "$lines/$what.new"
  mv "$lines/$what.new" "$lines/$what.jsonl"
done

# From the lines of one comparison: a row a case, with medians over the rounds, the best peer's
# time over ours, and the lowest and highest such ratio of a single round.
rows='
  def median: sort | if length % 2 == 1 then .[(length - 1) / 2]
                     else (.[length / 2 - 1] + .[length / 2]) / 2 end;
  def time: .ms_median // .seconds;
  def digits: if . >= 100 then round else (. * 1000 | round / 1000 | tostring | .[0:5]) end;
  def cases: reduce .[] as $line ([]; if index([$line.case]) then . else . + [$line.case] end);
  . as $all | cases[] as $case
  | [$all[] | select(.case == $case)] as $lines
  | ([$lines[] | select(.who == "ours")]) as $ours | select($ours | length > 0)
  | ([$lines[] | select(.who != "ours") | .who] | unique
     | map(. as $who | {who: $who, lines: [$lines[] | select(.who == $who)]}
           | .time = ([.lines[] | time] | median)) | sort_by(.time)) as $peers
  | select($peers | length > 0)
  | ([$ours[] | time] | median) as $time
  | [$ours[] | . as $o | $peers[0].lines[] | select(.round == $o.round) | time / ($o | time)] as $each
  | {case: $case, ours: $time, peer: $peers[0].who, its: $peers[0].time,
     ratio: ($peers[0].time / $time), least: ($each | min), most: ($each | max),
     all: ([$peers[] | "\(.who) \(.time | digits)"] | join(", "))}'
table=$rows'
  | "| \(.case) | \(.ours | digits) | \(.all) | \(.ratio * 100 | round / 100) | \(.least * 100 | round / 100) to \(.most * 100 | round / 100) |"'

version() { dpkg-query -W -f '${Version}' "$1" 2> /dev/null || echo none; }
machine="$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc) cores"
for set in avx512f:AVX-512 avx2:AVX2; do
  if grep -qw "${set%:*}" /proc/cpuinfo; then machine+=", ${set#*:}" && break; fi
done
versions="PyTorch $(version python3-torch), OpenCV $(version libopencv-dnn-dev), oneDNN $(
  version libdnnl-dev), dlib $(version libdlib-dev), tiny-dnn $(version tiny-dnn)"
runtime=$(cat "${PEERS_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/peers}"/node_modules/onnxruntime-node/.version 2> /dev/null || true)
[ -z "$runtime" ] || versions="ONNX Runtime ${runtime#*@}, $versions"
commit=$(git rev-parse --short HEAD)$(git diff --quiet HEAD -- framework backends apps || echo '+')

# fill NAME: puts stdin between the marks of NAME in the page.
fill() {
  local text
  text=$(mktemp)
  cat > "$text"
  sed -i -e "/^<!-- begin $1 -->\$/,/^<!-- end $1 -->\$/{//!d}" -e "/^<!-- begin $1 -->\$/r $text" "$page"
  rm -f "$text"
}

for what in "$@"; do
  unit='ms a call'
  [ "$what" != mnist ] || unit='seconds an epoch'
  {
    echo
    echo "$(date -u +%F), $machine; commit $commit. $versions."
    echo
    echo "| work ($unit) | fovea | others | ratio | ratios of single rounds |"
    echo '|---|---|---|---|---|'
    jq -sr "$table" "$lines/$what.jsonl"
    echo
  } | fill "$what"
  jq -sc --arg what "$what" --arg date "$(date -u +%FT%TZ)" --arg machine "$machine" \
    --arg commit "$commit" --arg versions "$versions" \
    "{what: \$what, date: \$date, commit: \$commit, machine: \$machine, peers: \$versions,
      cases: [$rows | {case, ours, peer, its, ratio, least, most}]}" "$lines/$what.jsonl" >> "$history"
done
echo "the tables are in $page"
