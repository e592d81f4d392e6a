# SPDX-License-Identifier: GPL-3.0-or-later
# Run by CPack once all components are installed into their own folders, before they are packed: makes the changes from
# an installation by hand that Debian requires.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(finish root package)
  set(documents ${root}/usr/share/doc/${package})
  file(WRITE ${documents}/changelog.Debian
    "aeolian (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium\n\n"
    "  * Packaged by CPack; changelog.gz has what is new.\n\n"
    " -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
  configure_file(${CMAKE_CURRENT_LIST_DIR}/../../.github/CHANGELOG.md ${documents}/changelog COPYONLY)
  if(EXISTS ${root}/usr/share/zsh/site-functions)
    file(RENAME ${root}/usr/share/zsh/site-functions ${root}/usr/share/zsh/vendor-completions)
  endif()
  file(GLOB texts ${documents}/changelog* ${root}/usr/share/man/man*/*)
  run(gzip -9nf ${texts})
  file(GLOB_RECURSE programs ${root}/usr/bin/* ${root}/usr/libexec/* ${root}/usr/lib/*.so.*)
  foreach(program IN LISTS programs)
    if(NOT IS_SYMLINK ${program})
      run(${CPACK_STRIP} --remove-section=.comment --remove-section=.note ${program})
    endif()
  endforeach()
  run(chmod -R u=rwX,go=rX ${root})  # whatever the umask
endfunction()

foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} upper)
  finish(${CPACK_TEMPORARY_DIRECTORY}/${component} ${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
endforeach()

# dpkg asks before it replaces any of these that somebody has changed.
set(root ${CPACK_TEMPORARY_DIRECTORY}/daemon)
file(GLOB_RECURSE configuration RELATIVE ${root} ${root}/etc/*)
list(TRANSFORM configuration PREPEND /)
list(JOIN configuration "\n" configuration)
set(conffiles ${CPACK_DEBIAN_DAEMON_PACKAGE_CONTROL_EXTRA})
list(FILTER conffiles INCLUDE REGEX "/conffiles$")
file(WRITE ${conffiles} "${configuration}\n")
