#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the benches that need real sound: speech, music and percussion from Debian packages, about 300 MB that
# apt-get downloads into a temporary folder, $sounds, which is gone when the shell ends. Needs .ci/steps.sh.
sounds=$(mktemp -d)
trap 'rm -rf "$sounds"' EXIT

unpack() { (cd "$sounds" && apt-get -qq download "$1" && dpkg -x "$1"_*.deb "$1" && rm "$1"_*.deb); }

# take NAME MINUTES FOLDER PATTERN...: links files, in the order of their names, until they last MINUTES.
take() {
  local name=$1 minutes=$2 folder=$3 pattern file length=0
  shift 3
  mkdir -p "$sounds/$name"
  for pattern in "$@"; do
    while read -r file && awk "BEGIN { exit !($length < $minutes * 60) }"; do
      ln -sf "$file" "$sounds/$name/$(basename "$(dirname "$file")")-$(basename "$file")"
      length=$(soxi -D -T "$sounds/$name"/* | cut -d. -f1)
    done < <(find "$folder" -type f -name "$pattern" | LC_ALL=C sort)
  done
  say "$name: $length s"
}

# fetch_corpora MINUTES: makes $sounds/speech, music and percussion, each of that length.
fetch_corpora() {
  for package in festvox-ru singularity-music hydrogen-drumkits sonic-pi-samples; do unpack "$package"; done
  take speech "$1" "$sounds/festvox-ru" '*.wav'
  take music "$1" "$sounds/singularity-music" '*.ogg'
  mkdir "$sounds/beats"
  mv "$sounds/hydrogen-drumkits" "$sounds/sonic-pi-samples" "$sounds/beats/"
  rm -r "$sounds"/beats/sonic-pi-samples/usr/share/sonic-pi/buffers  # ten seconds of full-level noise
  take percussion "$1" "$sounds/beats" 'loop_*.flac' '*.wav' '[!l]*.flac'
}
