#!/usr/bin/env bash
# Checks how the project is written: clang-format, the length of lines, a small set of clang-tidy,
# the comments of public headers as doxygen reads them, the arrows between the folders, and the
# subjects of commits.
#
# usage: tools/check_style.sh [BUILD_FOLDER...]
#
# clang-tidy looks at the sources that differ from the last tag or from origin/main, at most
# TIDY_FILES of them (default 12: each takes seconds). TIDY_FILES=all looks at every file.
# A tool that is not installed is passed over with a line that says so.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

faults=0
fault() {
  echo "$*"
  faults=$((faults + 1))
}

# Release archives have no history; then what follows from it is passed over.
tracked() { git ls-files -- "$@" 2> /dev/null; }
in_git=
[ "$(git rev-parse --show-toplevel 2> /dev/null)" != "$(pwd -P)" ] || in_git=1

# The style of commits counts from here on: what came before is not rewritten.
first=c555667bfb40
# start: the commit behind which commits are checked: the last tag, or where this branch left
# origin/main, if they are later than `first`. Nothing where the history does not reach back.
start_of_check() {
  local commit best=
  for commit in "$first" "$(git describe --tags --abbrev=0 2> /dev/null)" \
    "$(git merge-base HEAD origin/main 2> /dev/null)"; do
    [ -n "$commit" ] && git merge-base --is-ancestor "$commit" HEAD 2> /dev/null || continue
    if [ -z "$best" ] || git merge-base --is-ancestor "$best" "$commit" 2> /dev/null; then
      best=$commit
    fi
  done
  [ -z "$best" ] || git rev-parse "$best"
}
start=
[ -z "$in_git" ] || start=$(start_of_check)

formatted=0
if [ -z "$in_git" ]; then
  echo "style: no git, so the files and commits of the project are not known"
elif ! command -v clang-format > /dev/null; then
  echo "style: clang-format is not installed, so formatting is not checked"
else
  mapfile -t files < <(tracked '*.h' '*.cpp')
  formatted=${#files[@]}
  wrong=$(printf '%s\n' "${files[@]}" |
    xargs -P "$(nproc)" -n 50 clang-format --dry-run 2>&1 | sed -n 's/:[0-9]*:[0-9]*: warning.*//p' |
    sort -u)
  [ -z "$wrong" ] || fault "clang-format -i $(tr '\n' ' ' <<< "$wrong")"
fi

# clang-format leaves comments and strings as they are. Lengths are in characters, not in bytes.
if [ -n "$in_git" ]; then
  while IFS= read -r line; do
    fault "over 100 characters: $line"
  done < <(tracked '*.h' '*.cpp' |
    LC_ALL=C.UTF-8 xargs -d '\n' grep -anHE '^.{101}' | cut -d : -f 1,2)
fi

# What clang-tidy reads: how each file is compiled by itself, without precompiled headers.
tidy=build/tidy
tidied=0
if ! command -v clang-tidy > /dev/null; then
  echo "style: clang-tidy is not installed, so its checks are left out"
elif [ -z "$in_git" ]; then
  echo "style: no git, so clang-tidy is left out"
elif ! log=$(cmake --preset release -B "$tidy" -DFOVEA_PRECOMPILE=OFF \
  -DCMAKE_EXPORT_COMPILE_COMMANDS=ON 2>&1); then
  fault "$log"
else
  most=${TIDY_FILES:-12}
  if [ "$most" = all ]; then
    mapfile -t files < <(tracked 'framework/*.cpp' 'backends/*.cpp' 'datasets/*.cpp' 'apps/*.cpp')
  else
    mapfile -t files < <(git diff --name-only --diff-filter=d "${start:-HEAD}" -- \
      'framework/*.cpp' 'backends/*.cpp' 'datasets/*.cpp' 'apps/*.cpp')
  fi
  # Of what is compiled here: clang-tidy guesses badly at the rest.
  mapfile -t files < <(for file in "${files[@]}"; do
    ! grep -q "/$file\"" "$tidy/compile_commands.json" || echo "$file"
  done)
  [ "$most" = all ] || files=("${files[@]:0:most}")
  tidied=${#files[@]}
  if [ "$tidied" -gt 0 ]; then
    found=$(printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 1 clang-tidy --quiet -p "$tidy" \
      --extra-arg=-Wno-everything 2> /dev/null | grep -E '\[(bugprone|performance|clang-diagnostic)-' |
      sort -u)
    [ -z "$found" ] || fault "$found"
  fi
fi

if ! command -v doxygen > /dev/null; then
  echo "style: doxygen is not installed, so comments of public headers are not checked"
else
  doxyfile=
  for folder in "$@" build/release; do
    [ -z "$doxyfile" ] && [ -f "$folder/doxygen/Doxyfile" ] && doxyfile=$folder/doxygen/Doxyfile
  done
  if [ -z "$doxyfile" ]; then
    echo "style: no build knows doxygen, so comments of public headers are not checked"
  else
    found=$(doxygen "$doxyfile" 2>&1) || fault "$found"
  fi
fi

tools/check_layering.sh "$@" || faults=$((faults + 1))

commits=0
if [ -n "$start" ]; then
  while IFS= read -r subject; do
    commits=$((commits + 1))
    [ ${#subject} -le 72 ] || fault "commit: over 72 characters: $subject"
    [[ $subject != *';'* ]] || fault "commit: two thoughts, or a semicolon: $subject"
    [[ $subject =~ ^[a-z0-9_./]+(,\ [a-z0-9_./]+)*:\ [^\ ] ]] ||
      fault "commit: not 'area: do this': $subject"
  done < <(git log --no-merges --format=%s "$start..HEAD")
elif [ -n "$in_git" ]; then
  echo "style: the history does not reach back far enough to check commits"
fi

[ $faults = 0 ] || { echo "style: $faults faults"; exit 1; }
echo "style: $formatted files formatted, $tidied looked through, $commits commits in order"
