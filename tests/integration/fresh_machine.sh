#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Plays and tests this checkout's last commit on a bare machine: a minimal Debian made for the occasion.
#
#   sudo tests/integration/fresh_machine.sh [COMMAND...]
#
# Each COMMAND is a command line. They are run in a clone, one after the other, until one fails; the default is what a
# new user types first: ./daemon/run, then ./tests/run. The time that each takes is printed.
#
# The machine (bare_debian.sh) is entered by chroot in a mount and process namespace of its own, as root, with no sound
# device, no systemd and no session. Kernel, processor, release, network and ports are those of this machine. Only
# committed changes are tested. It is not part of CTest, because it needs root, a mirror, about 5 GB of disk and half an
# hour. It is removed at the end unless AEOLIAN_FRESH_KEEP=1.
set -euo pipefail

unset CDPATH  # with it, cd may choose another folder and print its name
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=tests/integration/bare_debian.sh
source "$repository/tests/integration/bare_debian.sh"
machine=$debian_folder/machine

# Only basic device files, so the machine has no sound card. They vanish with the mount namespace.
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

# This script is called again inside the namespaces.
run_command() {
  mount_machine
  exec chroot "$machine" /usr/bin/env -i HOME=/root USER=root LANG=C.UTF-8 TERM=dumb \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    /bin/bash -c 'cd /root/aeolian && eval "$1"' fresh-machine "$1"
}

if [ "${1:-}" = --inside ]; then
  run_command "$2"
fi

check_ground git
mkdir -p "$debian_folder"
[ "${AEOLIAN_FRESH_KEEP:-0}" = 1 ] || trap 'rm -rf --one-file-system "$machine"' EXIT
unpack_debian "$machine"
git clone --quiet --no-hardlinks "$repository" "$machine/root/aeolian"
[ $# -gt 0 ] || set -- ./daemon/run ./tests/run
for command in "$@"; do
  name=${command%%$'\n'*}
  say "$name"
  SECONDS=0
  unshare --mount --pid --fork --kill-child "${BASH_SOURCE[0]}" --inside "$command" ||
    fail "$name: failed after $SECONDS s"
  say "$name: $SECONDS s"
done
