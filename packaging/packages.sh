# shellcheck shell=bash
# How the packages are made and proved: that of Debian, the wheel and the root of an image. Read by `setup`, in the folder of the sources, whose
# build_packages, jobs, say, die, as_root and install_packages it uses.
# shellcheck disable=SC2154  # these are set there

package_packages=(dpkg-dev file)
proof_packages=(lintian mmdebstrap man-db shellcheck zsh fish)

# What of its own Debian would build with: dpkg-buildflags knows it for each release.
build_deb() {
  install_packages "${build_packages[@]}" "${package_packages[@]}"
  say "building build/package"
  local flags
  flags="$(DEB_BUILD_MAINT_OPTIONS=hardening=+all dpkg-buildflags --get CPPFLAGS) $(
    DEB_BUILD_MAINT_OPTIONS=hardening=+all dpkg-buildflags --get CXXFLAGS)"
  # The folder of the sources is nobody's business, and what is optimised is the release build's to say.
  flags=$(sed -E -e 's/(^| )-g( |$)/ /' -e 's/(^| )-O2( |$)/ /' <<<"$flags")
  cmake --preset package -DCMAKE_CXX_FLAGS="$flags" -DCRAWL_COMMIT="${CRAWL_COMMIT-}" \
    -DCMAKE_EXE_LINKER_FLAGS="-Wl,-z,relro,-z,now" >/dev/null
  cmake --build build/package --parallel "$jobs"
  say "packing"
  rm -f build/package/*.deb
  (cd build/package && cpack -G DEB >cpack.log) || die "cpack failed, see build/package/cpack.log"
  ls -l build/package/*.deb
}

release_here() { sed -n 's/^VERSION_ID="\(.*\)"/\1/p' /etc/os-release; }

name_of_release() {
  case $1 in
    12) echo bookworm ;;
    13) echo trixie ;;
    *) die "packages are for Debian 12 and 13, not for $1" ;;
  esac
}

# A bare Debian of that release, with lists of packages, in build/roots/NAME.tar; made once.
make_root() {
  local name
  name=$(name_of_release "$1")
  [[ -f build/roots/$name.tar ]] && return
  say "making a bare root of Debian $1"
  mkdir -p build/roots
  as_root mmdebstrap --quiet --variant=minbase --skip=cleanup/apt/lists "$name" "build/roots/passing-$name.tar"
  mv "build/roots/passing-$name.tar" "build/roots/$name.tar"
}

# Runs the function $2 with the folder of a fresh root of release $1, which goes away behind it.
in_root() {
  local folder status=0
  make_root "$1"
  folder=$(mktemp -d)
  as_root tar -C "$folder" -xf "build/roots/$(name_of_release "$1").tar"
  as_root mount --bind /proc "$folder/proc"
  as_root mount --bind /dev "$folder/dev"
  as_root cp /etc/resolv.conf "$folder/etc/resolv.conf"
  ("$2" "$folder" "$1") || status=$?
  # Lazily: what was interrupted may hold them for a moment more.
  as_root umount --lazy "$folder/dev" "$folder/proc" && as_root rm -rf --one-file-system "$folder"
  return "$status"
}

# In a root of another release, from the sources that are committed.
build_deb_in() {
  local root=$1
  as_root mkdir -p "$root/source"
  git archive HEAD | as_root tar -C "$root/source" -xf -
  as_root env CRAWL_COMMIT="$(git describe --always --abbrev=12 --exclude='*')" \
    chroot "$root" /source/setup deb || return
  cp "$root"/source/build/package/*.deb build/package/
}

# A site of two pages on a free port, in the folder $1. Sets server, its process, and port.
serve_site() {
  echo '<!doctype html><title>Home</title><a href="a.html">a</a>' >"$1/index.html"
  echo '<!doctype html><title>A</title>' >"$1/a.html"
  : >"$1/.log"
  python3 -u -m http.server --bind 127.0.0.1 --directory "$1" 0 >"$1/.log" 2>&1 &
  server=$!
  until port=$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$1/.log") && [[ -n $port ]]; do :; done
}

# As one would who has no compiler: installs, crawls a site, asks, and takes it away again.
prove_deb() {
  local root=$1 deb began=$EPOCHREALTIME site port found before
  deb=$(echo build/package/crawl-web_*~deb"$2"_*.deb)
  as_root cp "$deb" "$root/tmp/"
  # Its own files; what it depends on stays.
  before=$(mktemp)
  site=$(mktemp -d)
  local server
  serve_site "$site"
  # shellcheck disable=SC2064
  trap "kill $server 2>/dev/null; rm -rf '$site' '$before'" RETURN
  as_root chroot "$root" apt-get -q install -y --no-install-recommends "/tmp/$(basename "$deb")" >"$site/.apt" 2>&1 ||
    { cat "$site/.apt"; return 1; }
  printf 'installed after %.1f s\n' "$(seconds_since "$began")"
  as_root chroot "$root" env HOME=/tmp crawl "http://127.0.0.1:$port/" -o /tmp/crawl.db --quiet --delay 0 || return
  found=$(as_root chroot "$root" crawl query /tmp/crawl.db --format csv "SELECT title FROM pages WHERE status = 200 ORDER BY 1" | tail -n +2)
  [[ ${found//$'\r'/} == $'A\nHome' ]] || { printf 'the query gave: %s\n' "$found"; return 1; }
  printf 'install, crawl and query took %.1f s\n' "$(seconds_since "$began")"
  ! as_root chroot "$root" sh -c 'command -v cc || command -v g++' || { echo "there is a compiler"; return 1; }
  as_root chroot "$root" crawl --version --verbose
  as_root chroot "$root" dpkg -L crawl-web | sort >"$before"
  as_root chroot "$root" apt-get -q purge -y crawl-web >/dev/null 2>&1 || return
  local file left=()
  while read -r file; do
    [[ -f $root$file ]] && left+=("$file")
  done <"$before"
  [[ -d $root/usr/share/doc/crawl-web ]] && left+=(/usr/share/doc/crawl-web)
  ((${#left[@]} == 0)) || { printf 'left behind: %s\n' "${left[*]}"; return 1; }
  echo "purged, nothing is left"
}

seconds_since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'; }

lint_deb() {
  say "lintian"
  lintian --fail-on error,warning "$1"
}

# Completions and the man page, by those who will read them.
lint_told() {
  say "man, bash, zsh, fish, shellcheck"
  local said
  said=$(man --warnings -E UTF-8 -l -Tutf8 -Z build/package/told/crawl.1 2>&1 >/dev/null)
  [[ -z $said ]] || die "man --warnings: $said"
  bash -n build/package/told/crawl.bash
  shellcheck build/package/told/crawl.bash
  zsh -n build/package/told/_crawl
  fish -n build/package/told/crawl.fish
}

make_package() {
  local release=${1:-$(release_here)}
  name_of_release "$release" >/dev/null
  install_packages "${proof_packages[@]}"
  if [[ $release == "$(release_here)" ]]; then
    build_deb
    lint_told
  else
    mkdir -p build/package
    in_root "$release" build_deb_in || die "no package for Debian $release"
  fi
  lint_deb build/package/crawl-web_*~deb"$release"_*.deb
  say "the package in a bare root of Debian $release"
  in_root "$release" prove_deb || die "the package failed in a bare root"
}

# With the libraries that the program needs, by auditwheel, so that it runs wherever glibc is as new as here.
make_wheel() {
  build_deb
  install_packages python3-venv
  local wanted=packaging/python/requirements.txt
  if ! cmp -s $wanted build/wheel-tools/requirements.txt; then
    rm -rf build/wheel-tools
    python3 -m venv build/wheel-tools
    build/wheel-tools/bin/pip install -q -r $wanted
    cp $wanted build/wheel-tools/
  fi
  say "packing a wheel"
  rm -rf build/wheel
  strip -o build/package/crawl.stripped build/package/crawl
  local wheel
  wheel=$(python3 packaging/python/build_wheel.py build/package/crawl.stripped \
    "$(sed -n 's/^project(crawl VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)" build/wheel/plain)
  PATH=$PWD/build/wheel-tools/bin:$PATH auditwheel repair --wheel-dir build/wheel "$wheel"
  ls -l build/wheel/*.whl
  say "the wheel in a fresh environment"
  rm -rf build/wheel-proof
  python3 -m venv build/wheel-proof
  build/wheel-proof/bin/pip install -q build/wheel/*.whl
  build/wheel-proof/bin/python -B tests/packaging/module_test.py -v
  build/wheel-proof/bin/pip install -q -r packaging/python/frames.txt
  build/wheel-proof/bin/python -B tests/packaging/module_test.py -v Frames
}

make_image() {
  build_deb
  install_packages publicsuffix ca-certificates
  local root=build/image
  say "the root of an image"
  as_root rm -rf --one-file-system "$root"
  as_root packaging/image_root "$root" build/package/crawl-web_*~deb"$(release_here)"_*.deb
  printf '%s MB in %s files\n' "$(du -s --apparent-size --block-size=MB "$root" | sed 's/MB.*//')" "$(find "$root" -type f | wc -l)"
  (prove_image "$root") || die "the program does not run in this root"
}

# As a user of no rights. What a container gives besides, /proc and /dev, is this machine's.
prove_image() {
  local root=$1 site server port
  site=$(mktemp -d)
  serve_site "$site"
  as_root mkdir "$root/proc" "$root/dev"
  # shellcheck disable=SC2064
  trap "kill $server; rm -rf '$site'; as_root umount --lazy '$root/dev' '$root/proc'; as_root rmdir '$root/dev' '$root/proc'" EXIT
  as_root mount --bind /proc "$root/proc"
  as_root mount --bind /dev "$root/dev"
  run() { as_root env -i HOME=/crawls PATH=/usr/sbin:/usr/bin chroot --userspec=10001:10001 "$root" /usr/bin/crawl "$@"; }
  run "http://127.0.0.1:$port/" -o /crawls/crawl.db --quiet --delay 0 --on-end 'echo ended >/crawls/ended' || return
  [[ $(run query /crawls/crawl.db --format csv "SELECT title FROM pages WHERE status = 200 ORDER BY 1" | tr -d '\r' | xargs) == 'title A Home' ]] || return
  run search /crawls/crawl.db Home | grep -q "127.0.0.1:$port" || return
  run report /crawls/crawl.db -o /crawls/report.html || return
  grep -q '</html>' "$root/crawls/report.html" || return
  [[ -s $root/crawls/ended ]] || { echo "no shell ran the command at the end"; return 1; }
  as_root find "$root/crawls" -type f -delete
  echo "crawled, asked, searched, reported"
}
