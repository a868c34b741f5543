# Writes HEADER with the commit that SOURCE_DIR is at, and touches it only where that is another: run by each build.
# COMMIT: what it is called where there is no repository, as in an archive of the sources.
cmake_minimum_required(VERSION 3.25)
set(commit "${COMMIT}")
if(commit STREQUAL "" AND EXISTS "${SOURCE_DIR}/.git")
  execute_process(COMMAND git -C "${SOURCE_DIR}" describe --always --dirty --abbrev=12 --exclude=*
                  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(commit STREQUAL "")
  set(commit unknown)
endif()
file(CONFIGURE OUTPUT "${HEADER}" CONTENT "#define CRAWL_COMMIT \"@commit@\"\n" @ONLY)
