# SPDX-License-Identifier: GPL-3.0-or-later
# A minimal Debian of this machine's own release, from this machine's own apt mirror, for the scripts that source this
# file. Needs root, debootstrap and about 400 MB. The base system is kept between runs, as an archive in $AEOLIAN_FRESH
# (default: aeolian-fresh in the temporary folder). With $debian_architecture it has another architecture, whose
# programs this machine must be able to run (binfmt_misc).
# shellcheck shell=bash

debian_folder=${AEOLIAN_FRESH:-${TMPDIR:-/tmp}/aeolian-fresh}
unset CDPATH  # with it, cd may choose another folder and print its name
debian_sources=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.ci" && pwd)/debian-sources

say() { printf '== %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# check_ground TOOL...: checks that this is root and has the tools.
check_ground() {
  [ "$(id -u)" = 0 ] || fail "a bare Debian is made by root alone: run it with sudo"
  for tool in debootstrap unshare "$@"; do
    command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install debootstrap util-linux git systemd-container"
  done
}

# make_base MACHINE ARCHIVE PACKAGES
make_base() {
  local machine=$1 codename mirror
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  mirror=$("$debian_sources" | awk -v suite="$codename" '$2 == suite {print $1; exit}')
  [ -n "$mirror" ] || fail "apt knows no Debian archive of $codename: run apt-get update once"
  say "making a minimal Debian ($codename from $mirror)"
  debootstrap --variant=minbase --include="$3" ${debian_architecture:+--arch="$debian_architecture"} \
    "$codename" "$machine" "$mirror" >"$debian_folder/debootstrap.log" ||
    fail "debootstrap failed: see $debian_folder/debootstrap.log"
  "$debian_sources" | sed 's/^/deb /' >"$machine/etc/apt/sources.list"
  apt-config dump | grep '^Acquire::' >"$machine/etc/apt/apt.conf.d/90as-its-host" || true
  tar -C "$machine" --one-file-system -cf "$2" .
}

# unpack_debian MACHINE [PACKAGE...]: makes a Debian with the packages in the folder MACHINE.
unpack_debian() {
  local machine=$1 packages archive
  packages=ca-certificates$(printf ',%s' "${@:2}")
  packages=${packages%,}
  archive=$debian_folder/$packages${debian_architecture:+.$debian_architecture}.tar
  rm -rf --one-file-system "$machine"
  mkdir -p "$machine"
  if [ -f "$archive" ]; then
    tar -C "$machine" -xf "$archive"
  else
    make_base "$machine" "$archive" "$packages"
  fi
  cp -L /etc/resolv.conf "$machine/etc/resolv.conf"
  cp -L /etc/hosts "$machine/etc/hosts"
}

# boot_debian MACHINE LOG: boots the Debian in that folder, which must contain systemd, without a network. Sets $container
# and $process_one, its process 1 as seen from here.
boot_debian() {
  setsid systemd-nspawn --quiet --directory="$1" --register=no --keep-unit --private-network \
    --boot systemd.firstboot=off </dev/null >"$2" 2>&1 &
  container=$!
  local i
  for ((i = 0; i < 60; i++)); do
    process_one=$(cut -d' ' -f1 "/proc/$container/task/$container/children" 2>/dev/null) || break
    if [ -n "$process_one" ] && in_debian systemctl is-active --quiet basic.target 2>/dev/null; then
      return 0
    fi
    sleep 0.5
  done
  fail "it does not boot: $(tail -n 1 "$2")"
}

# in_debian COMMAND...: runs it in the booted Debian, for at most ten minutes.
in_debian() {
  timeout 600 nsenter --target "$process_one" --all /usr/bin/env -i HOME=/root USER=root LANG=C.UTF-8 TERM=dumb \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# Ends the Debian that boot_debian started, and removes the control groups that systemd-nspawn assumes its unit removes.
stop_debian() {
  [ -z "${process_one:-}" ] || kill -KILL "$process_one" 2>/dev/null || true
  wait "$container" 2>/dev/null || true
  find /sys/fs/cgroup/{,systemd/,unified/}{payload,supervisor} -depth -type d -exec rmdir {} + 2>/dev/null || true
}
