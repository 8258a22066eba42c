#!/usr/bin/env bash
# Gets ONNX Runtime for Node.js, which the tests hold saved models against.
#
# usage: tools/get_onnxruntime.sh [FOLDER]
#
# FOLDER is ~/.cache/fovea/onnxruntime-1.30.0 (the XDG cache folder) unless given. Afterwards
# `NODE_PATH=FOLDER node` can require("onnxruntime-node"). No script of the packages is run.
set -euo pipefail
. "$(dirname "$0")/packages.sh"

[ $# -le 1 ] || { echo "usage: $0 [FOLDER]" >&2; exit 2; }
version=1.30.0
sums="6e3390d6b783e7be946fad629292799da28d0b42f84856e50d2c1b0383291e75  onnxruntime-node-$version.tgz
7906c439e0d3e0f4048caa23b64cdfadc0f455c377f579ce1ab2a4b778f07d5f  onnxruntime-common-$version.tgz"
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/fovea/onnxruntime-$version}
if [ "$(cat "$folder/version" 2> /dev/null)" = $version ]; then
  echo "ONNX Runtime $version is already there: $folder"
  exit 0
fi

case $(uname -m) in
  x86_64) other=arm64 ;;
  aarch64) other=x64 ;;
  *) echo "ONNX Runtime $version has no build for $(uname -m)" >&2; exit 1 ;;
esac
ensure_npm
echo "== ONNX Runtime $version from npm"
mkdir -p "$(dirname "$folder")"
part=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$part"' EXIT
for name in onnxruntime-node onnxruntime-common; do
  npm_pack "$part" "$name@$version"
  mkdir "$part/$name"
done
(cd "$part" && sha256sum --check --quiet <<< "$sums")
for name in onnxruntime-node onnxruntime-common; do
  tar -xzf "$part/$name-$version.tgz" -C "$part/$name" --no-same-owner --strip-components=1 \
    --exclude='*/darwin' --exclude='*/win32' --exclude="*/linux/$other"
  rm "$part/$name-$version.tgz"
done
echo $version > "$part/version"
chmod 755 "$part"
rm -rf "$folder"
mv -T "$part" "$folder"
echo "ONNX Runtime $version is there: $folder"
