#!/usr/bin/env bash
# Training steps of transformers: PyTorch and ours in turns, a JSON line each. PyTorch runs in two
# forms, of which the faster counts. Its OpenBLAS of 2022 takes a newer processor for one without
# AVX-512, so it is told that there is some.
#
# usage: OURS=COMMAND [CONFIGS="MODEL/BATCH/THREADS ..."] [MS=3000] [ROUNDS=3]
#        [PYTHON=/usr/bin/python3] tools/peers/compare_transformers.sh
#   needs PyTorch, and OpenBLAS as its BLAS: apt-get install python3-torch libopenblas0-openmp
set -euo pipefail
here=$(dirname "$(realpath "$0")")
python=${PYTHON:-/usr/bin/python3}
"$python" -c 'import torch' 2> /dev/null || {
  echo "PyTorch is missing: apt-get install python3-torch libopenblas0-openmp" >&2
  exit 1
}
if grep -qw avx512f /proc/cpuinfo; then
  export OPENBLAS_CORETYPE=${OPENBLAS_CORETYPE:-SKYLAKEX}
fi

# measure WHO CASE COMMAND...: its lines with who, case and round in front.
measure() {
  local who=$1 case=$2
  shift 2
  "$@" < /dev/null | sed -n "s|^{|{\"who\": \"$who\", \"case\": \"$case\", \"round\": $round, |p"
}

for config in ${CONFIGS:-gpt:layers=6,heads=6,width=384,context=256/16/2 vit-b16/4/2}; do
  IFS=/ read -r model batch threads <<< "$config"
  arguments=(--model "$model" --batch "$batch" --threads "$threads" --ms "${MS:-3000}")
  for ((round = 1; round <= ${ROUNDS:-3}; ++round)); do
    for form in own layer; do
      measure "torch_$form" "$model b$batch t$threads" \
        "$python" "$here/train_transformer.py" --form "$form" "${arguments[@]}"
    done
    # shellcheck disable=SC2086  # OURS is a command line: it is meant to split
    measure ours "$model b$batch t$threads" $OURS "${arguments[@]}"
  done
done
