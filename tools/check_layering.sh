#!/usr/bin/env bash
# Checks that arrows between the folders run one way: what each may include, and, where libraries
# have been built, which libraries their objects call.
#
# usage: tools/check_layering.sh [BUILD_FOLDER...]
set -euo pipefail
cd "$(dirname "$0")/.."

# FOLDER ; the project's own files that it may include ; the libraries that it may include.
# The longest folder that fits a file decides. A public header counts as a file of the folder that
# its component's other files lie in: "fovea/layers/relu.h" as framework/layers/relu.h.
rules='
framework/core          ; framework/core/                                     ; fmt
framework/text          ; framework/(core|text)/                              ; fmt
framework/kernels       ; framework/(core|kernels)/                           ;
framework/graph         ; framework/(core|kernels|graph)/ framework/(runtime/backend|plan/make_plan).h ; fmt
framework/layers        ; framework/(core|kernels|graph|layers)/              ; fmt
framework/optim         ; framework/(core|kernels|graph|layers|optim)/        ; fmt
framework/model         ; framework/(core|graph|layers|model)/                ; fmt
framework/models        ; framework/(core|graph|layers|model|models)/         ; fmt
framework/plan          ; framework/(core|kernels|graph|plan|runtime)/        ; fmt
framework/runtime       ; framework/(core|kernels|graph|plan|model|runtime)/  ; fmt
framework/objectives    ; framework/(core|graph|plan|runtime|layers|optim|model|objectives|text|generate)/ ; fmt
framework/train         ; framework/(core|graph|plan|runtime|layers|optim|model|objectives|train)/ framework/formats/[a-z_]+.h ; fmt nlohmann
framework/generate      ; framework/(core|graph|plan|runtime|layers|model|generate)/ ; fmt
framework/transfer      ; framework/(core|graph|plan|runtime|layers|optim|model|objectives|train|transfer)/ ; fmt
framework/compare       ; framework/(core|kernels|graph|plan|runtime|model|compare)/ ; fmt
framework/formats       ; framework/core/ framework/formats/[a-z_]+.h         ; fmt nlohmann
framework/formats/onnx  ; framework/(core|kernels|graph|layers|formats|model)/ ; fmt nlohmann onnx google
backends/common         ; framework/ backends/common/                         ; fmt
backends/reference      ; framework/ backends/reference/                      ; fmt
backends/cpu            ; framework/ backends/(common|cpu)/                            ; fmt tbb oneapi hwy
backends/vulkan         ; framework/ backends/(common|vulkan)/ backends/reference/reference.h ; fmt vulkan
datasets                ; framework/core/ framework/model/preprocessing.h framework/formats/((atomic|input)_file|folder_entries|printable).h datasets/ ; fmt tbb oneapi opencv2 zlib.h
apps                    ; framework/ backends/[a-z]+/[a-z]+.h datasets/ apps/ ; fmt tbb oneapi opencv2 nlohmann CLI
apps/examples           ; framework/ backends/[a-z]+/[a-z]+.h apps/examples/  ; fmt
'
# Sums of gradients are made of the layer add: the one step up.
exceptions='framework/graph/differentiate.cpp framework/layers/add.h'
libraries='opencv2|tbb|oneapi|hwy|vulkan|onnx|google|nlohmann|CLI|fmt|boost|zlib\.h'

faults=0
fault() {
  echo "$*"
  faults=$((faults + 1))
}

declare -A own_of third_of
while IFS=';' read -r folder own third; do
  folder=${folder// /}
  [ -n "$folder" ] || continue
  read -ra own <<< "$own"
  read -ra third <<< "$third"
  own_of[$folder]="^($(IFS='|'; echo "${own[*]}"))"
  third_of[$folder]="^($(IFS='|'; echo "${third[*]:-none}"))(/|\$)"
done <<< "$rules"

# room PATH: sets `room` to the path with public headers laid into the folders they belong to.
room() {
  case $1 in
    fovea/cpu/* | fovea/reference/* | fovea/vulkan/*) room=backends/${1#fovea/} ;;
    fovea/onnx/*) room=framework/formats/${1#fovea/} ;;
    fovea/datasets/*) room=${1#fovea/} ;;
    fovea/images/* | fovea/augmentations/*) room=datasets/${1#fovea/} ;;
    fovea/*) room=framework/${1#fovea/} ;;
    *) room=$1 ;;
  esac
}

# Includes, as FILE:"own" or FILE:<third>.
includes=$(grep -rHoE --include='*.h' --include='*.cpp' --include='*.inc' \
  "^ *# *include +(\"[^\"]+\"|<($libraries)[^>]*>)" framework backends datasets apps |
  sed -E 's/: *# *include +/:/')
while IFS=: read -r file include; do
  [[ $file == */fovea/fovea.h ]] && continue  # the door to everything, which nothing here uses
  room "${file##*/include/}"
  place=$room
  room "${include:1:-1}"
  folder=${place%/*}
  while [ -z "${own_of[$folder]:-}" ] && [ "$folder" != "${folder%/*}" ]; do folder=${folder%/*}; done
  name=$room
  if [[ $include == '"fovea/fovea.h"' ]]; then
    fault "$file: includes fovea/fovea.h, which is for programs outside"
  fi
  if [[ $file == */include/* && $include == \"* && $include != \"fovea/* ]]; then
    fault "$file: a public header must not include $include, which is not installed"
  fi
  if [ -z "${own_of[$folder]:-}" ]; then
    fault "$file: its folder has no rule in $0"
  elif [ "${include:0:1}" = '<' ]; then
    [[ $name =~ ${third_of[$folder]} ]] || fault "$file: $folder must not include <$name>"
  elif [[ ! $name =~ ${own_of[$folder]} ]] && ! grep -qxF "$place $name" <<< "$exceptions"; then
    fault "$file: $folder must not include \"$name\""
  fi
done <<< "$includes"

# The Vulkan backend's own code (device, memory, recording, caches) stays small.
host=(backends/vulkan/host/{device,instance,matrices,memory,state,schedule,executable,record,kernels,costs,cache_file}.*)
lines=$(cat "${host[@]}" | wc -l)
[ "$lines" -lt 2000 ] || fault "backends/vulkan: $lines lines of host code, 2000 is the limit"
for file in "${host[@]}"; do
  [ "$(wc -l < "$file")" -lt 300 ] || fault "$file: 300 lines is the limit"
done

# LIBRARY ; the C++ namespaces, and functions, that its objects must not need.
forbidden='
framework ; cv:: tbb:: hwy:: vk:: onnx:: google:: gzopen fovea::(cpu|reference|vulkan|datasets|apps)::
onnx      ; cv:: tbb:: hwy:: vk:: gzopen fovea::(cpu|reference|vulkan|datasets|apps)::
reference ; cv:: tbb:: hwy:: vk:: onnx:: google:: gzopen fovea::(cpu|vulkan|datasets|apps)::
cpu       ; cv:: vk:: onnx:: google:: gzopen fovea::(reference|vulkan|datasets|apps)::
vulkan    ; cv:: tbb:: hwy:: onnx:: google:: gzopen fovea::(cpu|datasets|apps)::
datasets  ; hwy:: vk:: onnx:: google:: fovea::(cpu|reference|vulkan|apps)::
'
mapfile -t public < <(find framework backends datasets -type d -name include)
checked=0
for build in "$@"; do
  # All public headers lie behind the one door, of which a part is written by the build.
  reached=$(c++ -std=c++20 -M "-I$build/include" "${public[@]/#/-I}" framework/include/fovea/fovea.h |
    tr ' \\' '\n\n')
  while read -r header; do
    grep -qxF "$header" <<< "$reached" || fault "$header: fovea/fovea.h does not include it"
  done < <(find "${public[@]}" -name '*.h')
  while IFS=';' read -r library names; do
    library=${library// /}
    archive=$build/libfovea_$library.a
    if [ -z "$library" ] || [ ! -f "$archive" ]; then continue; fi
    read -ra names <<< "$names"
    pattern="^ *U (.*[^a-z0-9_:])?($(IFS='|'; echo "${names[*]}"))"
    needed=$(nm -C --undefined-only "$archive" 2> /dev/null | grep -E "$pattern" | sort -u || true)
    [ -z "$needed" ] || fault "$archive needs:"$'\n'"$(head -n 3 <<< "$needed")"
    checked=$((checked + 1))
  done <<< "$forbidden"
done

[ $faults = 0 ] || { echo "layering: $faults faults"; exit 1; }
echo "layering: $(wc -l <<< "$includes") includes and $checked libraries in order"
