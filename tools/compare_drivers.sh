#!/usr/bin/env bash
# Runs the layer tests, and a training step of three networks against the reference, on every
# Vulkan driver of this machine: Mesa's software driver, SwiftShader (in Debian's package chromium)
# and those of graphics cards. A driver with several devices is tried on its first.
#
# usage: tools/compare_drivers.sh [BUILD_FOLDER]        default: build/release
#        tools/compare_drivers.sh --list [BUILD_FOLDER]   names the drivers that have a device
#
# Environment: DRIVER: only drivers whose file or device has this in its name; SUITES: suites of
# test_layers, as "conv2d,dense" (default: all); MODELS: networks, or "none".
# Needs the targets fovea and test_layers. The last line counts; exit 1 if anything failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

list=
if [ "${1:-}" = --list ]; then
  list=1
  shift
fi
build=${1:-build/release}
fovea=$build/bin/fovea
layers=$build/tests/test_layers
models=${MODELS:-lenet5 resnet20-cifar squeezenet}
[ "$models" != none ] || models=
for program in "$fovea" "$layers"; do
  [ -x "$program" ] || { echo "$0: there is no $program; build it first" >&2; exit 1; }
done

# Proofs and measured times of one driver must not be those of the user's own runs.
cache=$(mktemp -d)
trap 'rm -rf "$cache"' EXIT
export XDG_CACHE_HOME=$cache

# device_of MANIFEST: the name of the first device of this driver alone, or nothing.
device_of() {
  VK_DRIVER_FILES=$1 VK_ICD_FILENAMES=$1 timeout 60 "$fovea" devices --json 2> /dev/null |
    sed -n 's/^{"backend":"vulkan","device":"\([^"]*\)".*/\1/p' | head -n 1
}

# Where drivers put their manifests; those of a 32-bit system have no device here.
shopt -s nullglob
manifests=({/usr,/usr/local}/share/vulkan/icd.d/*.json /etc/vulkan/icd.d/*.json
  /usr/lib/chromium/vk_swiftshader_icd.json)
IFS=: read -ra named <<< "${VK_DRIVER_FILES:-${VK_ICD_FILENAMES:-}}"
manifests+=("${named[@]}")

checks=0 faults=0 drivers=0
check() {  # NAME COMMAND...
  local name=$1 log=$cache/log start=$SECONDS
  shift
  checks=$((checks + 1))
  if "$@" > "$log" 2>&1; then
    echo "  ok      $name ($((SECONDS - start)) s)"
  else
    faults=$((faults + 1))
    echo "  FAILED  $name ($((SECONDS - start)) s)"
    grep -E 'error|fovea:|worst' "$log" | head -n 5 | cut -c 1-200
  fi
}

declare -A seen
for manifest in "${manifests[@]}"; do
  device=$(device_of "$manifest")
  [ -n "$device" ] && [ -z "${seen[$device]:-}" ] || continue
  seen[$device]=1
  [[ -z "${DRIVER:-}" || "${manifest##*/} $device" == *"$DRIVER"* ]] || continue
  drivers=$((drivers + 1))
  echo "$device (${manifest##*/})"
  [ -z "$list" ] || continue
  export VK_DRIVER_FILES=$manifest VK_ICD_FILENAMES=$manifest FOVEA_TEST_VULKAN=0
  check "layer tests" "$layers" ${SUITES:+"--run_test=$SUITES"}
  for model in $models; do
    check "compare $model --train" "$fovea" compare "$model" --backend vulkan:0 --train
  done
done

if [ -n "$list" ]; then
  echo "$drivers drivers"
else
  echo "$drivers drivers: $((checks - faults)) checks passed, $faults failed"
fi
[ "$drivers" -gt 0 ] && [ "$faults" = 0 ]
