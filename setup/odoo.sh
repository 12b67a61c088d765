#!/usr/bin/env bash
# Puts a complete Odoo 19.0 tree in the cache, from Debian's signed archive, without touching the machine's own apt
# state; works as root and as an ordinary user. Prints the folder that holds `odoo/`.
#   ODOO_HOME=dir      use this checkout of Odoo 19.0 instead (nothing is fetched)
#   DEBIAN_MIRROR=uri  the Debian archive to use, where this machine's apt sources name none (Ubuntu, Mint …)
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
TREE=$CACHE/odoo
SITE=usr/lib/python3/dist-packages
SUITES="sid forky trixie"       # the first one that has odoo-19 wins
LIBRARY_SUITE=trixie            # its Font Awesome is the 4.7 that Odoo links to; sid's is not
LIBRARIES=(libjs-jquery libjs-jquery-form libjs-underscore fonts-font-awesome fonts-roboto-unhinted fonts-montserrat
  fonts-inconsolata fonts-ocr-b fonts-glyphicons-halflings)
APT=$CACHE/apt
WORK=$CACHE/odoo.part

is_odoo19() { grep -qs '^version_info = (19, 0,' "$1/odoo/release.py"; }

mirror() {        # the machine's own, whichever file format names it
  local found=${DEBIAN_MIRROR:-}
  [ -n "$found" ] || found=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(SITE)' \
    'Created-By: Packages' 2>/dev/null | awk -F'|' '$1 == "Debian" && $2 == "Debian" && $3 == "main" {print $4; exit}')
  # lists not downloaded yet: read the sources files
  [ -n "$found" ] || found=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources \
    2>/dev/null | sed -nE 's/^[[:space:]]*(deb[[:space:]]+(\[[^]]*\][[:space:]]+)?|URIs:[[:space:]]*)([^[:space:]]+\/debian\/?)([[:space:]].*)?$/\3/p' |
    grep -v security | head -n 1) || true
  [ -n "$found" ] || die "this machine's apt names no Debian mirror: set DEBIAN_MIRROR to one, or ODOO_HOME to an Odoo 19.0"
  echo "${found%/}"
}

# A private apt: own sources, lists and cache; signatures stay required. Ages are not checked: a frozen mirror or a clock
# that is off must not stop us, and an older index that Debian signed is as good (any 19.0 package will do).
private_apt() {
  apt-get -q -o Dir::Etc::sourcelist="$APT/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o Dir::State="$APT/state" \
    -o Dir::State::lists="$APT/lists" -o Dir::State::status="$APT/status" -o Dir::Cache="$APT/cache" \
    -o APT::Sandbox::User="$(id -un)" -o APT::Default-Release= -o Acquire::Languages=none \
    -o Acquire::Check-Valid-Until=false -o Acquire::Check-Date=false -o Acquire::Retries=3 "$@"
}

fetch() {
  local key uri suite name
  key=$(ls /usr/share/keyrings/debian-archive-keyring.{gpg,pgp} 2>/dev/null | head -n 1) || true
  [ -n "$key" ] || die "Debian's archive keys are missing: apt-get install debian-archive-keyring, or set ODOO_HOME"
  uri=$(mirror)
  rm -rf "$APT"; mkdir -p "$APT"/{lists/partial,cache/archives/partial,state,debs}; : > "$APT/status"
  for suite in $SUITES; do
    for name in $(printf '%s\n' "$suite" "$LIBRARY_SUITE" | sort -u); do
      echo "deb [signed-by=$key] $uri $name main"
    done > "$APT/sources.list"
    { private_apt update && (cd "$APT/debs" && private_apt download "odoo-19/$suite"); } \
      >"$CACHE/log/apt-$suite.log" 2>&1 && break
    say "suite $suite: $(grep -E '^[EW]:' "$CACHE/log/apt-$suite.log" | tail -n 1)"
  done
  ls "$APT"/debs/odoo-19_19.0*.deb >/dev/null 2>&1 ||
    die "Odoo 19.0 cannot be fetched from the mirror of this machine's apt (see $CACHE/log): set DEBIAN_MIRROR or ODOO_HOME"
  (cd "$APT/debs" && private_apt download "${LIBRARIES[@]/%//$LIBRARY_SUITE}") >"$CACHE/log/apt-libraries.log" 2>&1 ||
    die "the fonts and scripts that Odoo's package links to: $(tail -n 1 "$CACHE/log/apt-libraries.log")"
}

unpack() {        # all into one prefix, so that the package's relative links resolve
  local deb dangling script
  rm -rf "$WORK"; mkdir -p "$WORK"
  for deb in "$APT"/debs/*.deb; do dpkg-deb -x "$deb" "$WORK"; done
  dangling=$(find "$WORK/$SITE" -xtype l | head -n 1)
  [ -z "$dangling" ] || die "a link of the Odoo package leads nowhere: $dangling"
  is_odoo19 "$WORK/$SITE" || die "the package holds no Odoo 19.0"
  # a second, incomplete addons/ and build files, which would become importable
  rm -rf "$WORK/$SITE"/{addons,setup,doc} "$WORK/usr/share/doc"
  # or pip builds psycopg2 from source for whoever installs one of our addons
  rm -f "$WORK/$SITE"/odoo-*.egg-info/requires.txt
  # Debian strips this library (background blur in calls); without the file every back-office page logs an error
  script=$WORK/$SITE/odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js
  [ -f "$script" ] || { mkdir -p "${script%/*}"; echo "/* not in Debian's package */" > "$script"; }
  ls "$APT/debs" | sed 's/_[a-z0-9]*\.deb$//' > "$WORK/.packages"
  touch "$WORK/.complete"
  rm -rf "$TREE" "$APT"
  mv "$WORK" "$TREE"
}

if [ -n "${ODOO_HOME:-}" ]; then
  is_odoo19 "$ODOO_HOME" || die "ODOO_HOME=$ODOO_HOME is not an Odoo 19.0 tree"
  echo "$ODOO_HOME"; exit
fi
if ! { [ -f "$TREE/.complete" ] && is_odoo19 "$TREE/$SITE"; }; then
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
    die "there is no apt here: get Odoo 19.0's source (branch 19.0) and set ODOO_HOME to it"
  say "Odoo 19.0 from Debian"
  fetch
  unpack
fi
echo "$TREE/$SITE"
