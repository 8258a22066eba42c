#!/usr/bin/env bash
# Every model there is, a whole training step held against the reference node by node, at small
# images: fovea compare --train. Takes some twenty minutes; the test compare/models has the small
# models.
#
# usage: [FOVEA=build/release/bin/fovea] tools/compare_models.sh BACKENDS [MODEL...]
#   e.g. tools/compare_models.sh cpu,vulkan
set -uo pipefail
fovea=${FOVEA:-$(dirname "$0")/../build/release/bin/fovea}
[ $# -gt 0 ] || {
  sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2
  exit 2
}
backends=$1
shift

# MODEL SIDE: 67 pixels a side where a model is made for more than 64, else its own (0).
sizes=$("$fovea" models --json |
  sed -E 's/.*"model":"([^"]+)","input":\[([0-9]+),.*/\1 \2/' |
  awk '{ print $1, ($2 > 64 ? 67 : 0) }')
failed=0 count=0
while read -r model side; do
  [ $# = 0 ] || [[ " $* " == *" $model "* ]] || continue
  count=$((count + 1))
  if said=$("$fovea" compare "$model" --train --batch 1 --image-size "$side" \
    --backend "$backends" 2>&1 < /dev/null); then
    echo "$model: pass"
  else
    failed=$((failed + 1))
    echo "$model: FAILED"
    tail -n 3 <<< "$said"
  fi
done <<< "$sizes"
echo "$((count - failed)) of $count models agree with the reference"
[ "$failed" = 0 ] && [ "$count" -gt 0 ]
