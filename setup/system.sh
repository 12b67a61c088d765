#!/usr/bin/env bash
# What comes from the system: python3-venv, time zones, certificates; for the tests (system.sh test) a browser, gpg for
# backups, Kannel, an SMS gateway, and wkhtmltopdf. Installs what is missing where it may (root on Debian); says what to do elsewhere.
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
[ "${1:-}" != test ] || command -v gpg >/dev/null || missing+=(gpg)    # encrypts backups
may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
export DEBIAN_FRONTEND=noninteractive

# Kannel's programs only, as its package would start a service. Without them tests/kannel is skipped and says so; where it
# cannot be had it is asked for once: remove .cache/kannel to try again.
fetch_kannel() {
  mkdir -p "$CACHE/kannel" && cd "$CACHE/kannel"
  apt-get -q update && apt-get -q -o APT::Sandbox::User=root download kannel &&
    apt-get -q -y satisfy --no-install-recommends "$(dpkg-deb -f kannel_*.deb Depends)" &&
    dpkg-deb -x kannel_*.deb . && rm kannel_*.deb
}
if [ "${1:-}" = test ] && may_install && ! command -v bearerbox >/dev/null && [ ! -d "$CACHE/kannel" ]; then
  say "fetching kannel"
  (fetch_kannel) >"$CACHE/log/kannel.log" 2>&1 || say "no kannel, its tests are skipped: $(tail -n 1 "$CACHE/log/kannel.log")"
fi

# Prints invoices. Tests that print are skipped without it; where it cannot be had it is asked for once, as above.
if [ "${1:-}" = test ] && may_install && ! command -v wkhtmltopdf >/dev/null && [ ! -f "$CACHE/log/wkhtmltopdf.log" ]; then
  say "installing wkhtmltopdf"
  { apt-get -q update && apt-get -q -y install --no-install-recommends wkhtmltopdf; } >"$CACHE/log/wkhtmltopdf.log" 2>&1 ||
    say "no wkhtmltopdf, tests that print are skipped: $(tail -n 1 "$CACHE/log/wkhtmltopdf.log")"
fi

[ "${#missing[@]}" != 0 ] || exit 0
may_install ||
  die "these packages are missing: ${missing[*]} (as root: apt-get install ${missing[*]})"
say "installing ${missing[*]}"
{ apt-get -q update && apt-get -q -y install --no-install-recommends "${missing[@]}"; } >"$CACHE/log/apt.log" 2>&1 ||
  die "apt-get could not install ${missing[*]}: $(tail -n 1 "$CACHE/log/apt.log")"
