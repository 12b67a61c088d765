#!/usr/bin/env bash
# What comes from the system: python3-venv, time zones, certificates, and a browser for the tests (system.sh test).
# Installs what is missing where it may (root on Debian); says what to do elsewhere.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
missing=()
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
[ -f /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
[ -d /usr/share/zoneinfo ] || missing+=(tzdata)
if [ "${1:-}" = test ] && [ -z "${NO_BROWSER:-}" ]; then
  command -v google-chrome chromium chromium-browser google-chrome-stable >/dev/null || missing+=(chromium)
  command -v git >/dev/null || missing+=(git)
fi
[ "${#missing[@]}" != 0 ] || exit 0
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null ||
  die "these packages are missing: ${missing[*]} (as root: apt-get install ${missing[*]})"
say "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
{ apt-get -q update && apt-get -q -y install --no-install-recommends "${missing[@]}"; } >"$CACHE/log/apt.log" 2>&1 ||
  die "apt-get could not install ${missing[*]}: $(tail -n 1 "$CACHE/log/apt.log")"
