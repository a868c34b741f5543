# `cpack -G DEB` in a build folder: a package for the release of Debian that it is run on. It can't be called crawl:
# Debian has a game of that name, which apt would take for an update of it.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME crawl-web)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
# Who hands a package on names himself in Debian's way, by DEBFULLNAME and DEBEMAIL; example.org is nobody's (RFC 2606).
set(contact "crawl maintainers <crawl@example.org>")
if(DEFINED ENV{DEBEMAIL})
  set(contact "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()
set(CPACK_PACKAGE_CONTACT "${contact}" CACHE STRING "Who made the package: Name <address>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "bash-completion, sqlite3, hunspell-dictionary")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "crawler of web sites into one SQLite file
Crawls web sites politely and fast, as browsers read them, into one SQLite
file that can be queried: pages, links, headers, redirects, bodies, errors.
It audits, compares, searches and exports crawls, visits pages again when
they are due, and checks links for continuous integration.")
file(STRINGS /etc/os-release release REGEX "^VERSION_ID=")
string(REGEX REPLACE "[^0-9]" "" release "${release}")
set(CPACK_DEBIAN_PACKAGE_RELEASE 1~deb${release})
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/packaging/cmake/debian_files.cmake)
set(CPACK_OUTPUT_CONFIG_FILE ${CMAKE_BINARY_DIR}/CPackConfig.cmake)
include(CPack)
