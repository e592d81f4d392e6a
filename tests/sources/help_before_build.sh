#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fails unless each of the three run scripts answers --help in a fresh checkout, with nothing installed and built.
#
#   help_before_build.sh REPOSITORY
set -euo pipefail
repository=$1
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
cp -r "$repository/.ci" "$fresh"
for room in daemon trainer tests; do
  mkdir "$fresh/$room"
  cp "$repository/$room/run" "$fresh/$room"
done

# None of these may be called, because --help must not install, configure or build anything.
mkdir "$fresh/none"
for program in apt-get dpkg-query cmake ninja; do
  printf '#!/bin/sh\necho "%s was called" >&2\nexit 99\n' "$program" >"$fresh/none/$program"
  chmod +x "$fresh/none/$program"
done

for room in daemon trainer tests; do
  help=$(PATH=$fresh/none:$PATH HOME=$fresh XDG_CACHE_HOME=$fresh "$fresh/$room/run" --help 2>&1) || {
    echo "$room/run --help failed: $help"
    exit 1
  }
  grep -q "$room/run" <<<"$help" || {
    echo "$room/run --help does not say how it is called: $help"
    exit 1
  }
done
