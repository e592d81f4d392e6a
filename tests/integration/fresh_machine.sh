#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Plays and tests this checkout's last commit on a bare machine: a minimal Debian made for the occasion.
#
#   sudo tests/integration/fresh_machine.sh [COMMAND...]
#
# Each COMMAND is a command line. They are run in a clone, one after the other, until one fails; the default is what a
# new user types first: ./daemon/run, then ./tests/run. The time that each takes is printed.
#
# The machine is a debootstrap of this machine's own Debian release from this machine's own apt mirror, entered by
# chroot in a mount and process namespace of its own, as root, with no sound device, no systemd and no session. Kernel,
# processor, release, network and ports are those of this machine. Only committed changes are tested. It is not part of
# CTest, because it needs root, a mirror, about 5 GB of disk and half an hour.
#
# The base system is kept between runs as an archive in $AEOLIAN_FRESH (default: aeolian-fresh in the temporary folder);
# the machine itself is removed at the end unless AEOLIAN_FRESH_KEEP=1.
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=${AEOLIAN_FRESH:-${TMPDIR:-/tmp}/aeolian-fresh}
machine=$folder/machine

say() { printf '== %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

check_ground() {
  [ "$(id -u)" = 0 ] || fail "a chroot is made by root alone: run it with sudo"
  for tool in debootstrap unshare git; do
    command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install debootstrap util-linux git"
  done
}

# The lines "URI SUITE COMPONENT" of Debian's own archives that apt uses here; other vendors' are left out.
debian_sources() {
  apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    sed -n 's/^Debian //p' | sort -u
}

make_base() {
  local codename mirror
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  mirror=$(debian_sources | awk -v suite="$codename" '$2 == suite {print $1; exit}')
  [ -n "$mirror" ] || fail "apt knows no Debian archive of $codename: run apt-get update once"
  say "making a minimal Debian ($codename from $mirror)"
  debootstrap --variant=minbase --include=ca-certificates "$codename" "$machine" "$mirror" >"$folder/debootstrap.log" ||
    fail "debootstrap failed: see $folder/debootstrap.log"
  debian_sources | sed 's/^/deb /' >"$machine/etc/apt/sources.list"
  apt-config dump | grep '^Acquire::' >"$machine/etc/apt/apt.conf.d/90as-its-host" || true
  tar -C "$machine" --one-file-system -cf "$folder/base.tar" .
}

unpack_machine() {
  rm -rf --one-file-system "$machine"
  mkdir -p "$machine"
  if [ -f "$folder/base.tar" ]; then
    tar -C "$machine" -xf "$folder/base.tar"
  else
    make_base
  fi
  cp -L /etc/resolv.conf "$machine/etc/resolv.conf"
  cp -L /etc/hosts "$machine/etc/hosts"
  git clone --quiet --no-hardlinks "$repository" "$machine/root/aeolian"
}

# Only basic device files: a machine without a sound card. They vanish with the mount namespace.
mount_machine() {
  mount -t proc proc "$machine/proc"
  mount -t sysfs -o ro sysfs "$machine/sys"
  mount -t tmpfs -o mode=755 devices "$machine/dev"
  mkdir -p "$machine/dev/shm" "$machine/dev/pts"
  mount -t tmpfs -o mode=1777 shm "$machine/dev/shm"
  for device in null zero full random urandom tty; do
    touch "$machine/dev/$device"
    mount --bind "/dev/$device" "$machine/dev/$device"
  done
  ln -s /proc/self/fd "$machine/dev/fd"
}

# Called again inside the namespaces.
run_command() {
  mount_machine
  exec chroot "$machine" /usr/bin/env -i HOME=/root USER=root LANG=C.UTF-8 TERM=dumb \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    /bin/bash -c 'cd /root/aeolian && eval "$1"' fresh-machine "$1"
}

if [ "${1:-}" = --inside ]; then
  run_command "$2"
fi

check_ground
mkdir -p "$folder"
[ "${AEOLIAN_FRESH_KEEP:-0}" = 1 ] || trap 'rm -rf --one-file-system "$machine"' EXIT
unpack_machine
[ $# -gt 0 ] || set -- ./daemon/run ./tests/run
for command in "$@"; do
  name=${command%%$'\n'*}
  say "$name"
  SECONDS=0
  unshare --mount --pid --fork --kill-child "${BASH_SOURCE[0]}" --inside "$command" ||
    fail "$name: failed after $SECONDS s"
  say "$name: $SECONDS s"
done
