#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The result of ten minutes of training on ten minutes of sound: for speech (festvox-ru) and for music
# (singularity-music), both Debian packages, trains `small` and `frame-lstm` on about the first ten minutes, renders a
# minute from each of four seeds and prints whether all of it is alive (defined in liveness.cpp).
#
#   tests/bench/ten_minutes.sh [MINUTES]      MINUTES of training each (10)
#
# It takes four times MINUTES, one training after the other on all cores: three quarters of an hour with the default,
# and the first build of the trainer on top. It downloads 230 MB by apt-get to a temporary folder; the checkpoints and
# renderings stay in ./ten_minutes. The exit status is 1 if one of them is not alive.
set -euo pipefail
# shellcheck source=.ci/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../.ci/steps.sh"

case ${1:-10} in
  *[!0-9.]* | . | '')
    sed -n '3,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
    exit 2
    ;;
esac
minutes=${1:-10}
sounding=600 # seconds to learn from, plus the rest of the file that reaches them

"$repository"/.ci/install-packages "$repository"/{daemon,trainer,tests}/packages.txt
results=$PWD/ten_minutes
mkdir -p "$results"
sounds=$(mktemp -d)
trap 'rm -rf "$sounds"' EXIT

aeolian() { "$repository/trainer/run" "$@"; }

# fetch PACKAGE NAME: links the package's first files, in the order of their names, into the folder NAME.
fetch() {
  local file length=0
  (cd "$sounds" && apt-get -qq download "$1" && dpkg -x "$1"_*.deb "$1" && rm "$1"_*.deb)
  mkdir "$sounds/$2"
  while read -r file && [ "$length" -lt "$sounding" ]; do
    ln -s "$file" "$sounds/$2/"
    length=$(soxi -D -T "$sounds/$2"/* | cut -d. -f1)
  done < <(find "$sounds/$1" -type f \( -name '*.wav' -o -name '*.ogg' \) | LC_ALL=C sort)
  say "$2: $length s of $1"
}

# play MATERIAL MODEL: trains, renders and judges; prints one line of the table.
play() {
  local name=$1-$2 verdict
  local judgement=$results/$name.txt
  aeolian train "$sounds/$1" -o "$results/$name.aeolian" --model "$2" --minutes "$minutes" --n-samples 0 >&2
  aeolian generate "$results/$name.aeolian" -o "$results/$name.wav" --n-samples 4 --seconds 60 --seed 1 >&2
  sox "$results/$name"-[1-4].wav "$results/$name.wav"
  "$bench/tests/bench/liveness" "$results/$name.wav" "$sounds/$1"/* >"$judgement" || dead=1
  verdict=$(sed -n 's/^flux ratio //p' "$judgement")
  table+=("$(printf '%-8s %-11s %s | %s' "$1" "$2" "$verdict" "$(sed -n 's/^generated  *//p' "$judgement")")")
}

bench=$(build_folder bench)
configure "$bench" release -DAEOLIAN_TESTS=ON
build "$bench" liveness
fetch festvox-ru speech
fetch singularity-music music

dead=0
table=()
for material in speech music; do
  for model in small frame-lstm; do
    play "$material" "$model"
  done
done
echo "$minutes minutes of training each on $(nproc) cores; flux of four minutes of play over that of what was learned from:"
printf '%s\n' "${table[@]}"
for material in speech music; do
  printf '%-8s %-11s %s\n' "$material" real "$(sed -n 's/^real  *//p' "$results/$material-small.txt")"
done
exit "$dead"
