# What `cmake --install` lays down, and `cpack` packs. The man page and the completions are made by the program itself
# from its tables of options, so they are there where it can be run.
include(GNUInstallDirs)

set(CRAWL_ZSH_DIR ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING "Where zsh looks for completions")
option(CRAWL_SYSTEMD "Install the units for systemd" ON)
# The program in its own words, for man and shells.
set(told ${CMAKE_BINARY_DIR}/told)
file(MAKE_DIRECTORY ${told})
add_custom_command(
  OUTPUT ${told}/crawl.1 ${told}/crawl.bash ${told}/_crawl ${told}/crawl.fish
  COMMAND crawl manpage > ${told}/crawl.1
  COMMAND crawl completions bash > ${told}/crawl.bash
  COMMAND crawl completions zsh > ${told}/_crawl
  COMMAND crawl completions fish > ${told}/crawl.fish
  DEPENDS crawl VERBATIM)
add_custom_target(crawl_told ALL DEPENDS ${told}/crawl.1)

install(TARGETS crawl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${told}/crawl.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${told}/crawl.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME crawl)
install(FILES ${told}/_crawl DESTINATION ${CRAWL_ZSH_DIR})
install(FILES ${told}/crawl.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES LICENSE CHANGELOG.md README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs FILES_MATCHING PATTERN "*.md")
install(DIRECTORY examples/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)

if(CRAWL_SYSTEMD)
  foreach(unit crawl@.service crawl-update@.service crawl-update@.timer)
    configure_file(packaging/systemd/${unit}.in ${CMAKE_BINARY_DIR}/systemd/${unit} @ONLY)
    install(FILES ${CMAKE_BINARY_DIR}/systemd/${unit} DESTINATION lib/systemd/system)
  endforeach()
endif()

add_custom_target(uninstall COMMAND ${CMAKE_COMMAND} -DMANIFEST=${CMAKE_BINARY_DIR}/install_manifest.txt
                                    -DPREFIX=${CMAKE_INSTALL_PREFIX} -P ${CMAKE_SOURCE_DIR}/packaging/cmake/uninstall.cmake)
include(packaging/cmake/debian_package.cmake)
