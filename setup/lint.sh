#!/usr/bin/env bash
# Every static check: ruff, pylint-odoo, OCA's checks, mypy --strict on logic/ and gateways/, eslint. --fix repairs what can be.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
"$ROOT/setup/install.sh" test
LINT=$CACHE/lint      # apart from the venv: its lxml is newer than Odoo's
cd "$ROOT"
want=$(cat setup/requirements/lint.txt "$VENV/.python" | cksum)
if [ "$(cat "$LINT/.locked" 2>/dev/null)" != "$want" ]; then
  rm -rf "$LINT"
  { uv venv -q --python "$VENV/bin/python" "$LINT" &&
    uv pip install -q --python "$LINT/bin/python" --no-deps --require-hashes -r setup/requirements/lint.txt; } \
    >"$CACHE/log/packages-lint.log" 2>&1 || die "packages of lint.txt: $(tail -n 1 "$CACHE/log/packages-lint.log")"
  echo "$want" > "$LINT/.locked"
fi

# All side by side, as each is one process; what one says stays together. `now` waits: what repairs goes before what reads.
checks=()
now() {
  local said status=0
  said=$("$@" 2>&1) || { status=1; said+=${said:+$'\n'}"setup: failed: $1"; }
  [ -z "$said" ] || printf '%s\n' "$said"
  return "$status"
}
check() { now "$@" & checks+=($!); }
status=0
mapfile -t addons < <(PYTHONPATH=setup python -c 'import addons; print("\n".join(addons.names()))')
if [ "${1:-}" = --fix ]; then now "$LINT/bin/ruff" check -q --fix . || status=1; now "$LINT/bin/ruff" format -q . || status=1; else
  check "$LINT/bin/ruff" check -q --output-format concise .; check "$LINT/bin/ruff" format -q --check --output-format concise .
fi
for addon in "${addons[@]}"; do
  # one README for the three addons; each concept has its own file, below 300 lines
  check "$LINT/bin/pylint" --disable=missing-readme,consider-merging-classes-inherited "$addon"
  check "$LINT/bin/oca-checks-odoo-module" "$addon"
done
# each under the name that tests/conftest.py gives it, so that mypy does not start at the addon, which needs Odoo
rm -rf "$CACHE/logic"; mkdir -p "$CACHE/logic"
packages=()
for addon in "${addons[@]}"; do
  for part in logic gateways; do
    [ -d "$addon/$part" ] || continue
    ln -s "$ROOT/$addon/$part" "$CACHE/logic/${addon}_$part"; packages+=(-p "${addon}_$part")
  done
done
[ "${#packages[@]}" = 0 ] || MYPYPATH=$CACHE/logic check "$VENV/bin/mypy" "${packages[@]}"
CLICRDV_NODE=$CACHE/npm/node_modules check "$CACHE/npm/node_modules/.bin/eslint" --config setup/eslint.config.cjs \
  --no-error-on-unmatched-pattern "${addons[@]}" tests
for one in "${checks[@]}"; do wait "$one" || status=1; done
exit "$status"
