#!/usr/bin/env bash
# The program as one of several that a comparison runs: takes the comparison's own arguments and
# prints the lines that it reads, one JSON object each (docs/benchmark.md says what they hold).
#
# usage: [FOVEA=build/release/bin/fovea] [BACKEND=cpu] tools/peers.sh COMPARISON ARGUMENT...
#   infer, train, transformers  --model NAME|FILE.onnx --batch N --threads N --ms MS
#   conv          --dir fwd|bwd_d|bwd_w --batch N --ic C --oc C --h H --w W --k K --stride S --pad P
#                 --threads N --ms MS
#   mnist         --data DIR --epochs N --batch N --threads N
set -euo pipefail
fovea=${FOVEA:-$(dirname "$0")/../build/release/bin/fovea}
what=${1:-}
[ $# = 0 ] || shift

case $what in
  infer | train | transformers | conv)
    "$fovea" benchmark "${what/transformers/train}" --backend "${BACKEND:-cpu}" --rounds 1 --json "$@" |
      sed -n 's/^{"record":"benchmark",/{"name":"ours",/p'
    ;;
  mnist)
    out=$(mktemp -d)
    trap 'rm -rf "$out"' EXIT
    "$fovea" train lenet5 --optimizer sgd:momentum=0.9 --lr 0.01 --backend "${BACKEND:-cpu}" \
      --checkpoint-seconds 0 --out "$out/run" --json "$@"
    ;;
  *)
    sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
