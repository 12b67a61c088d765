#!/usr/bin/env bash
# Everything the project needs, into the cache folder: Python packages from the hashed lock files, Odoo 19.0, its
# configuration. `install.sh test` adds what the tests need. Does nothing where it is all there; starts nothing.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
LOCKS=$ROOT/setup/requirements
NPM=$CACHE/npm

right_python() { "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
  local program
  for program in ${PYTHON:-python3.12 python3.11 python3.13 python3.10 python3}; do
    if right_python "$program"; then command -v "$program"; return; fi
  done
  die "Python 3.10 to 3.13 is needed and ${PYTHON:-python3} is not: install one of these, or set PYTHON to it"
}

need_space() {
  local free_mb
  free_mb=$(($(df -Pk "$CACHE" | awk 'NR == 2 {print $4}') / 1024))
  [ "$free_mb" -ge 4000 ] || die "$CACHE has $free_mb MB free and 4000 are needed: free some, or set PROJECT_CACHE"
}

make_venv() {     # with the locked uv, which installs the rest four times faster than pip
  local python want
  python=$(find_python)
  want="$("$python" -V) $(cksum < "$LOCKS/uv.txt")"
  [ "$(cat "$VENV/.python" 2>/dev/null)" != "$want" ] || return 0
  say "Python packages"
  [ ! -d "$VENV" ] || "$ROOT/setup/pg.sh" stop      # its programs are in there
  rm -rf "$VENV"
  "$python" -m venv "$VENV" >"$CACHE/log/venv.log" 2>&1 ||
    die "$python cannot make a virtual environment: apt-get install python3-venv (or python3.N-venv)"
  "$VENV/bin/pip" install -q --disable-pip-version-check --require-hashes -r "$LOCKS/uv.txt" >"$CACHE/log/pip.log" 2>&1 ||
    die "the package index cannot be reached: $(grep -v WARNING "$CACHE/log/pip.log" | tail -n 1)"
  echo "$want" > "$VENV/.python"
}

packages() {      # packages NAME: those of requirements/NAME.txt
  local want
  want=$(cksum < "$LOCKS/$1.txt")
  [ "$(cat "$VENV/.$1" 2>/dev/null)" != "$want" ] || return 0
  # --no-deps: the lock is complete, and one of its packages is replaced (overrides.txt)
  "$VENV/bin/uv" pip install -q --python "$VENV/bin/python" --no-deps --require-hashes -r "$LOCKS/$1.txt" \
    >"$CACHE/log/packages-$1.log" 2>&1 || die "packages of $1.txt: $(grep -iE "error|failed" "$CACHE/log/packages-$1.log" | head -n 1), see $CACHE/log/packages-$1.log"
  echo "$want" > "$VENV/.$1"
}

node_packages() {
  local want
  want=$(cksum < "$ROOT/setup/package-lock.json")
  [ "$(cat "$NPM/.locked" 2>/dev/null)" != "$want" ] || return 0
  say "Node packages"
  mkdir -p "$NPM"
  cp "$ROOT"/setup/package*.json "$NPM"
  npm --prefix "$NPM" ci --no-audit --no-fund --ignore-scripts >"$CACHE/log/npm.log" 2>&1 ||
    die "npm: $(tail -n 3 "$CACHE/log/npm.log" | tr '\n' ' ')"
  echo "$want" > "$NPM/.locked"
}

odoo() {
  local home extra= site
  home=$("$ROOT/setup/odoo.sh")
  site=$("$VENV/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  echo "$home" > "$site/odoo-tree.pth"
  if [ -n "${ODOO_HOME:-}" ]; then git -C "$home" rev-parse HEAD 2>/dev/null || echo "$home"; else
    cat "$CACHE/odoo/.packages"
  fi > "$CACHE/odoo.id"
  [ ! -d "$home/addons" ] || extra=,$home/addons
  cat > "$CLICRDV_CONF" <<CONF
[options]
addons_path = $ROOT$extra
data_dir = $CACHE/data
http_interface = 127.0.0.1
list_db = False
max_cron_threads = 0
CONF
}

"$ROOT/setup/system.sh" "${1:-run}"
exec 8>"$CACHE/install.lock"; flock 8
[ -f "$VENV/.run" ] && [ -f "$CACHE/odoo.id" ] || need_space
make_venv
packages run
if [ "${1:-run}" = test ]; then packages test; node_packages; fi
odoo
