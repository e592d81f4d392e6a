# SPDX-License-Identifier: GPL-3.0-or-later
# Functions shared by daemon/run, trainer/run and tests/run, which source this file.
# shellcheck shell=bash

unset CDPATH  # with it, cd may choose another folder and print its name
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

# given OPTION ARG...: succeeds if one of the arguments is OPTION or OPTION=VALUE.
given() {
  local option=$1 argument
  shift
  for argument in "$@"; do
    case $argument in "$option" | "$option="*) return 0 ;; esac
  done
  return 1
}

# help_first SCRIPT PROGRAM ARG...: if the last argument asks for help or the version, prints it without building: by
# running the program if it was built before, else from the comment at the top of the script.
help_first() {
  local script=$1 program=$2 last=${*: -1}
  shift 2
  [ $# -gt 0 ] || return 0
  case $last in -h | --help | --version) ;; *) return 0 ;; esac
  if [ -x "$program" ]; then
    exec "$program" "$@"
  fi
  sed -n '3,/^set /{/^#/s/^# \{0,1\}//p}' "$script"
  say "(Not built yet. Once it is, --help also lists the options of the program.)"
  exit 0
}

# as_caller SCRIPT ARG...: if run through sudo, continues as the user who called sudo: the sound server belongs to that
# user, and so should the files that are built and written.
as_caller() {
  if [ "$(id -u)" != 0 ] || [ -z "${SUDO_USER:-}" ] || [ "$SUDO_USER" = root ]; then
    return 0
  fi
  local home runtime
  home=$(getent passwd "$SUDO_USER" | cut -d: -f6)
  runtime=/run/user/$(id -u "$SUDO_USER")
  exec runuser -u "$SUDO_USER" -- env -u SUDO_USER -u SUDO_UID -u SUDO_GID -u SUDO_COMMAND \
    HOME="$home" USER="$SUDO_USER" LOGNAME="$SUDO_USER" \
    XDG_RUNTIME_DIR="$runtime" DBUS_SESSION_BUS_ADDRESS="unix:path=$runtime/bus" "$@"
}

# build_folder NAME: prints the folder to build in: build/NAME, or a cache folder if the checkout is not writable.
build_folder() {
  local folder=$repository/build/$1 ground
  ground=$folder
  while [ ! -e "$ground" ]; do
    ground=$(dirname "$ground")
  done
  if [ -w "$ground" ]; then
    echo "$folder"
  else
    echo "${XDG_CACHE_HOME:-$HOME/.cache}/aeolian-build/$1"
  fi
}

# configure FOLDER PRESET [-DNAME=VALUE...]: runs once; ninja reconfigures by itself if a CMakeLists.txt changed.
configure() {
  local folder=$1 preset=$2
  shift 2
  if [ -f "$folder/build.ninja" ] &&
    grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$repository" "$folder/CMakeCache.txt"; then
    return 0
  fi
  (cd "$repository" && cmake --fresh --log-level=NOTICE --preset "$preset" -B "$folder" "$@") >&2
}

# build FOLDER [TARGET...]: builds everything, or the targets; silent if there is nothing to do.
build() {
  if ! ninja -C "$1" -n "${@:2}" 2>/dev/null | grep -q 'no work to do'; then
    say "building in $1"
    ninja -C "$@" >&2
  fi
}
