#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fails if CDPATH, which makes cd look elsewhere and print what it finds, leads the scripts to other folders.
#
#   cdpath.sh REPOSITORY
set -euo pipefail
repository=$1
ground=$(mktemp -d)
trap 'rm -rf "$ground"' EXIT
for checkout in here/aeolian there/aeolian; do
  mkdir -p "$ground/$checkout"/{.ci,.github,core,daemon,protocols,systemd,trainer}
  cp "$repository/.ci/steps.sh" "$ground/$checkout/.ci"
  echo "$checkout" | tee "$ground/$checkout/README.md" >"$ground/$checkout/.github/TROUBLESHOOTING.md"
done
cd "$ground/here"
export CDPATH=$ground/there

# shellcheck disable=SC2016  # it is the inner shell's
found=$(bash -c 'source aeolian/daemon/../.ci/steps.sh && printf %s "$repository"')
[ "$found" = "$ground/here/aeolian" ] || {
  echo ".ci/steps.sh takes this for the repository: $found"
  exit 1
}

printed=$("$repository/systemd/install-documents" aeolian "$ground/installed")
read -r installed <"$ground/installed/README.md"
[ "$installed$printed" = here/aeolian ] || {
  echo "install-documents installs the documents of $installed, and prints: $printed"
  exit 1
}
