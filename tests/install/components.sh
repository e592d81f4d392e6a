#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fails unless each installed file belongs to one component (packages are made of components), and each component has
# the files that its package is for. Only the licence is in none, because packages have it in `copyright`.
#
#   components.sh CMAKE BUILD
set -euo pipefail
cmake=$1 build=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# files COMPONENT [OPTION...]: lists what is installed with these options.
files() {
  "$cmake" --install "$build" --prefix "$folder/$1" "${@:2}" >/dev/null
  (cd "$folder/$1" && find . ! -type d | sort) | tee "$folder/$1.txt"
}

has() {
  grep -qx "\./$2" "$folder/$1.txt" || {
    echo "the component $1 has no $2"
    exit 1
  }
}

files all >/dev/null
components=(library daemon trainer)
for component in "${components[@]}"; do files "$component" --component "$component"; done | sort >"$folder/packed.txt"

for file in bin/aeoliand bin/aeolian-ctl libexec/aeolian/aeolian-output libexec/aeolian/aeolian-midi \
  lib/systemd/system/aeoliand.service lib/systemd/user/aeoliand.service lib/sysusers.d/aeolian.conf \
  etc/aeolian/aeoliand.toml etc/default/aeoliand share/aeolian/aeolian.aeolian share/aeolian/page/index.html \
  share/aeolian/pd/aeolian.pd share/aeolian/touchosc/aeolian.tosc share/aeolian/open-stage-control/aeolian.json \
  share/doc/aeolian/copyright share/doc/aeolian/README.md \
  share/doc/aeolian/systemd/README.md share/doc/aeolian/protocols/osc/README.md \
  share/man/man1/aeoliand.1 share/man/man1/aeolian-ctl.1 \
  share/bash-completion/completions/aeoliand share/bash-completion/completions/aeolian-ctl \
  share/zsh/site-functions/_aeoliand share/zsh/site-functions/_aeolian-ctl; do
  has daemon "$file"
done
for file in bin/aeolian share/man/man1/aeolian.1 share/bash-completion/completions/aeolian \
  share/zsh/site-functions/_aeolian share/doc/aeolian-trainer/copyright; do
  has trainer "$file"
done
for file in include/aeolian/aeolian.h '.*/libaeolian\.so' '.*/pkgconfig/aeolian\.pc' share/doc/libaeolian-dev/copyright; do
  has library "$file"
done

twice=$(uniq -d "$folder/packed.txt")
[ -z "$twice" ] || {
  echo "in several components: $twice"
  exit 1
}
/usr/bin/python3 "$(dirname "${BASH_SOURCE[0]}")/dead_links.py" "$folder/daemon"

unpacked=$(comm -23 "$folder/all.txt" "$folder/packed.txt")
[ "$unpacked" = ./share/doc/aeolian/LICENSE ] || {
  echo "in no component: $unpacked"
  exit 1
}
