# SPDX-License-Identifier: GPL-3.0-or-later
# Run by CPack before it installs anything: sets the environment of CMake and Debian's tools. Everything in the packages
# has the date of the commit, unless SOURCE_DATE_EPOCH names another one.
if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
  execute_process(COMMAND git -C ${CMAKE_CURRENT_LIST_DIR} log -1 --format=%ct
                  OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(date)
    set(ENV{SOURCE_DATE_EPOCH} ${date})
  else()
    message(WARNING "no commit and no SOURCE_DATE_EPOCH: the packages will contain the time of this build")
  endif()
endif()
if(CPACK_SYSROOT)
  set(ENV{DEB_HOST_ARCH} ${CPACK_DEBIAN_PACKAGE_ARCHITECTURE})
  set(ENV{DPKG_ADMINDIR} ${CPACK_SYSROOT}/var/lib/dpkg)
endif()
