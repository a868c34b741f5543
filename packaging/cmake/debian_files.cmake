# Run by cpack on what is to be packed: the files that Debian's policy wants beside what `cmake --install` lays down.
cmake_minimum_required(VERSION 3.25)
file(GLOB_RECURSE changelog "${CPACK_TEMPORARY_DIRECTORY}/usr/share/doc/crawl/CHANGELOG.md")
if(changelog STREQUAL "")
  message(FATAL_ERROR "cpack did not stage usr/share/doc/crawl/CHANGELOG.md below ${CPACK_TEMPORARY_DIRECTORY}")
endif()
cmake_path(GET changelog PARENT_PATH from)
cmake_path(REPLACE_FILENAME from crawl-web OUTPUT_VARIABLE doc)
file(RENAME "${from}" "${doc}")

file(READ "${doc}/LICENSE" license)
string(REGEX MATCH "Copyright[^\n]*" holder "${license}")
string(REGEX REPLACE "Copyright \\(c\\) " "" holder "${holder}")
string(REGEX REPLACE "^.*Copyright[^\n]*\n+" "" text "${license}")
string(REGEX REPLACE "\n\n" "\n.\n" text "${text}")
string(REGEX REPLACE "\n([^\n])" "\n \\1" text "\n${text}")
file(WRITE "${doc}/copyright" "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: crawl

Files: *
Copyright: ${holder}
License: Expat${text}")
file(REMOVE "${doc}/LICENSE")

# The day of a version stands in the heading of its section.
set(entries "")
file(STRINGS "${doc}/CHANGELOG.md" headings REGEX "^## [0-9]")
foreach(heading IN LISTS headings)
  string(REGEX MATCH "^## ([0-9.]+) - ([-0-9]+)" found "${heading}")
  set(version ${CMAKE_MATCH_1})
  execute_process(COMMAND date -u -R -d ${CMAKE_MATCH_2} OUTPUT_VARIABLE day OUTPUT_STRIP_TRAILING_WHITESPACE
                  COMMAND_ERROR_IS_FATAL ANY)
  string(APPEND entries "crawl-web (${version}-${CPACK_DEBIAN_PACKAGE_RELEASE}) stable; urgency=medium

  * Version ${version}; CHANGELOG.md says what it brings.

 -- ${CPACK_PACKAGE_CONTACT}  ${day}

")
endforeach()
file(WRITE "${doc}/changelog.Debian" "${entries}")
file(RENAME "${doc}/CHANGELOG.md" "${doc}/changelog")
# Two names of one file: what the program and README call it.
execute_process(COMMAND gzip -9nf "${doc}/changelog" "${doc}/changelog.Debian" "${doc}/../../man/man1/crawl.1"
                COMMAND_ERROR_IS_FATAL ANY)
