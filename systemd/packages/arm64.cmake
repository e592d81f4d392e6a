# SPDX-License-Identifier: GPL-3.0-or-later
# Compiles for arm64 on another Debian, with its cross-compiler (g++-aarch64-linux-gnu), against the libraries that
# make-sysroot has put into AEOLIAN_SYSROOT. Programs that the build runs, for manual pages for example, run in an
# emulator (qemu-user-static).
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(AEOLIAN_ARCHITECTURE arm64)  # Debian's name
set(AEOLIAN_SYSROOT "" CACHE PATH "The folder that make-sysroot made")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES AEOLIAN_SYSROOT)
if(NOT EXISTS ${AEOLIAN_SYSROOT}/usr/include)
  message(FATAL_ERROR "no sysroot in \"${AEOLIAN_SYSROOT}\": run systemd/packages/make-sysroot arm64 ${AEOLIAN_SYSROOT}")
endif()

set(CMAKE_SYSROOT ${AEOLIAN_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_PATH} "")
set(ENV{PKG_CONFIG_LIBDIR} ${CMAKE_SYSROOT}/usr/lib/aarch64-linux-gnu/pkgconfig:${CMAKE_SYSROOT}/usr/share/pkgconfig)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${CMAKE_SYSROOT})
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64-static -L ${CMAKE_SYSROOT})
