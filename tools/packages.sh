# shellcheck shell=bash disable=SC2034
# Debian packages: what the project needs and how to get it. To be sourced, by bash.

build_packages="g++ cmake ninja-build libtbb-dev libhwy-dev libopencv-imgproc-dev
  libopencv-imgcodecs-dev libopencv-videoio-dev libopencv-highgui-dev libboost-test-dev libonnx-dev
  protobuf-compiler libprotobuf-dev nlohmann-json3-dev libcli11-dev libfmt-dev zlib1g-dev
  libvulkan-dev glslc ca-certificates curl"
# A Vulkan device in software, the layers that check how it is used, what checks shaders; a screen
# without a monitor, and what presses keys on it; the tests of ONNX; what checks how it is written.
test_packages="mesa-vulkan-drivers vulkan-validationlayers spirv-tools xvfb xauth xdotool
  libonnx-testdata clang-format doxygen"

# Runs a command as root: as it is, or through sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo > /dev/null; then
    sudo "$@"
  else
    echo "needs root, and there is no sudo: $*" >&2
    return 1
  fi
}

# ensure_packages NAME...: installs those that are missing, and says so.
ensure_packages() {
  local name log missing=()
  if ! command -v dpkg-query > /dev/null || ! command -v apt-get > /dev/null; then
    echo "not a Debian system, so see to it that there is what these packages hold: $*"
    return 0
  fi
  for name in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$name" 2> /dev/null | grep -qx installed ||
      missing+=("$name")
  done
  [ ${#missing[@]} = 0 ] && return 0

  echo "== installing ${#missing[@]} Debian packages: ${missing[*]}"
  log=$(mktemp)
  if ! { as_root apt-get update -q -o DPkg::Lock::Timeout=300 &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends \
      -o DPkg::Lock::Timeout=300 "${missing[@]}"; } > "$log" 2>&1; then
    tail -n 15 "$log" >&2
    echo "apt-get failed; the whole of what it said is in $log" >&2
    return 1
  fi
  rm -f "$log"
}

# npm comes with some builds of Node.js and is a package of its own in Debian.
ensure_npm() {
  command -v node > /dev/null && command -v npm > /dev/null && return 0
  echo "== Node.js and npm are missing; with Debian's npm come some 350 small packages"
  local wanted=()
  command -v node > /dev/null || wanted+=(nodejs)
  command -v npm > /dev/null || wanted+=(npm)
  ensure_packages "${wanted[@]}"
}

# npm_pack FOLDER NAME@VERSION: the package as it was published, as FOLDER/*.tgz. Nothing in it
# is run.
npm_pack() {
  timeout 300 npm pack --silent --ignore-scripts --fetch-retries=1 --fetch-timeout=30000 \
    --pack-destination "$1" "$2" > /dev/null
}
