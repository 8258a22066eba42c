#!/usr/bin/env bash
# Builds everything and runs all tests, optimised and again under the sanitizers.
#
# usage: tools/test.sh [PRESET...]        default: release asan
#
# Installs what is missing, gets MNIST and ONNX Runtime (tests that need them are skipped where
# they cannot be had), and ends with one line: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. tools/packages.sh

passed=0 failed=0 skipped=0

# check NAME COMMAND...: one test more.
check() {
  local name=$1
  shift
  echo "== $name"
  if "$@"; then
    passed=$((passed + 1))
  else
    echo "FAILED: $name"
    failed=$((failed + 1))
    return 1
  fi
}

# Vulkan is watched by the validation layer; a message of it fails the test. The software driver
# then computes in the calling thread, which is faster for the tests' small dispatches.
export FOVEA_TEST_VALIDATION=1 LP_NUM_THREADS=0

build() {  # PRESET
  local launcher=()
  ! command -v ccache > /dev/null || launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  cmake --preset "$1" -DCMAKE_COMPILE_WARNING_AS_ERROR=ON "${launcher[@]}" &&
    cmake --build --preset "$1" -j "$(nproc)"
}

# count LOG: adds up the lines that ctest printed, one a test.
count() {
  local lines total good left
  lines=$(grep -E '^ *[0-9]+/[0-9]+ Test +#[0-9]+: ' "$1")
  total=$(grep -c . <<< "$lines")
  good=$(grep -cE ' Passed +[0-9.]+ sec' <<< "$lines")
  left=$(grep -cE '\*\*\*(Skipped|Not Run \(Disabled\)) ' <<< "$lines")
  passed=$((passed + good))
  skipped=$((skipped + left))
  failed=$((failed + total - good - left))
  [ "$total" -gt 0 ]
}

run() {  # PRESET
  local log
  check "build, preset $1" build "$1" || return
  echo "== tests, preset $1"
  log=$(mktemp)
  ctest --preset "$1" -j "$(nproc)" 2>&1 | tee "$log"
  count "$log" || check "ctest --preset $1 finds tests" false
  rm -f "$log"
}

[ $# -gt 0 ] || set -- release asan
# shellcheck disable=SC2086  # a list
if check "packages" ensure_packages $build_packages $test_packages; then
  if ! { ensure_npm && tools/get_onnxruntime.sh; }; then
    echo "going on without ONNX Runtime: tests that need it are skipped"
  fi
  tools/get_data.sh mnist || echo "going on without MNIST: tests that need it are skipped"
  for preset in "$@"; do run "$preset"; done
  # A second Vulkan driver in software, with the tiles of graphics cards. It takes minutes.
  if [ -f /usr/lib/chromium/vk_swiftshader_icd.json ] && [ -x build/release/bin/fovea ]; then
    check "SwiftShader" env DRIVER=swiftshader tools/compare_drivers.sh build/release
  fi
  check "style and layering" tools/check_style.sh "${@/#/build/}"
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
