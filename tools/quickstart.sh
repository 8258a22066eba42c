#!/usr/bin/env bash
# From a fresh clone on Debian 12 to a trained digit classifier: installs what is missing, builds
# the program, gets MNIST and trains LeNet-5 on the CPU. A second run does what is left to do.
#
# usage: tools/quickstart.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/packages.sh

fovea=build/release/bin/fovea
out=runs/lenet5

# shellcheck disable=SC2086  # a list
ensure_packages $build_packages
tools/get_data.sh mnist
echo "== building $fovea"
cmake --preset release > /dev/null
cmake --build --preset release -j "$(nproc)" --target fovea

if [ -f $out/model.onnx ]; then
  echo "== $out/model.onnx is trained already"
  $fovea evaluate $out/model.onnx --data mnist
elif [ -f $out/checkpoint.safetensors ]; then
  echo "== going on with the training in $out"
  $fovea train --resume $out
else
  echo "== training LeNet-5 on MNIST"
  $fovea train lenet5 --data mnist --epochs 10 --lr 0.05 --schedule one-cycle --augment shift --out $out
fi

cat << END

The model       $out/model.onnx    (ONNX: other tools run it too)
The checkpoint  $out/checkpoint.safetensors
The report      $out/report.html    (open it in a browser)
The figures     $out/metrics.jsonl

To try next:
  $fovea evaluate $out/model.onnx --data mnist
  $fovea inspect $out/model.onnx --plan
  tools/get_data.sh fashion-mnist && $fovea train lenet5 --data fashion-mnist
  $fovea --help
END
