# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by the benchmarks of the packages, which source this file and set $log: steps with their results, and whether a
# file sounds.
# shellcheck shell=bash disable=SC2154

failures=0

# step NAME COMMAND...: runs the command and prints whether it succeeded; its output goes to the log.
step() {
  local name=$1 begin=$SECONDS
  shift
  printf '# %s\n' "$name" >>"$log"
  if "$@" >>"$log" 2>&1; then
    printf 'ok      %s (%d s)\n' "$name" $((SECONDS - begin))
  else
    printf 'FAILED  %s\n' "$name"
    failures=$((failures + 1))
  fi
}

# conclude: prints where the log is and exits with 1 if a step failed.
conclude() {
  if [ "$failures" -gt 0 ]; then
    echo "$failures failed: $log"
    exit 1
  fi
}

# within_20_s COMMAND...: whether it succeeds within 20 s.
within_20_s() {
  local i
  for ((i = 0; i < 40; i++)); do
    ! "$@" || return 0
    sleep 0.5
  done
  return 1
}

# level FILE: prints the root mean square of a sound file, in dB of full scale.
level() { sox "$1" -n stats 2>&1 | awk '/^RMS lev dB/ {print $4}'; }

# sounds FILE: whether its level is above -40 dB, and below -10 dB, which bytes that are not samples would exceed.
sounds() {
  local level
  level=$(level "$1")
  echo "$1: ${level:-no level} dB"
  awk -v level="$level" 'BEGIN {exit !(level != "" && level > -40 && level < -10)}'
}

# pipe_sounds COMMAND...: whether the command's output is ten seconds of audible sound (16 bits, two channels, 44100
# Hz).
pipe_sounds() {
  local raw=$debian_folder/pipe.raw wav=$debian_folder/pipe.wav
  "$@" </dev/null | head -c 1764000 >"$raw"
  [ "$(stat -c %s "$raw")" = 1764000 ] && sox -t raw -r 44100 -e signed -b 16 -c 2 "$raw" "$wav" && sounds "$wav"
}

# are_clean PACKAGE...: whether lintian finds nothing in them.
are_clean() { lintian --allow-root --fail-on error,warning "$@"; }
