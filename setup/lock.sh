#!/usr/bin/env bash
# Renews the lock files from the .in files and package.json. Run it by hand, then ./setup/test.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT/setup/requirements"
"$ROOT/setup/install.sh" test
for name in uv run test lint; do
  rm -f "$name.txt"
  uv pip compile -q --override overrides.txt --universal --python-version 3.10 --generate-hashes \
    --no-emit-index-url --custom-compile-command setup/lock.sh "$name.in" -o "$name.txt"
done
cd "$ROOT/setup" && rm -rf package-lock.json node_modules
npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund >/dev/null
