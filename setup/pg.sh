#!/usr/bin/env bash
# The private PostgreSQL server in the cache.
#   pg.sh start    starts it (nothing happens when it runs)    pg.sh stop     stops it
#   pg.sh use      as start, and `release` may stop it again   pg.sh release  stops it when `use` started it and nobody
#   pg.sh status                                                              holds the lock users.lock (databases.py)
#   pg.sh destroy  stops it and deletes its data
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
if [ -z "$PG_PRIVATE" ]; then
  case ${1:-} in start | use | status) psql -d postgres -Atqc 'select 1' >/dev/null 2>"$CACHE/log/psql.log" ||
    die "PostgreSQL at PGHOST=$PGHOST does not answer: $(tail -n 1 "$CACHE/log/psql.log")" ;; esac
  exit 0
fi
D=$PG_PRIVATE/data

# PostgreSQL refuses to run as root. As root, run it in a user namespace where we are "nobody": the files stay root's, no
# account is made, and it works below a folder that only root may enter. Where namespaces are forbidden (containers),
# the data belongs to the account "nobody".
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  if unshare --user --map-user=65534 --map-group=65534 true 2>/dev/null; then
    as() { unshare --user --map-user=65534 --map-group=65534 -- "$@"; }
  else
    as() { setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"; }
    OWNER=65534
  fi
fi

runs() { as "$PG_PROGRAMS/pg_ctl" -D "$D" status >/dev/null 2>&1; }

init() {
  as "$PG_PROGRAMS/initdb" -D "$D" -U odoo -A trust -E UTF8 --locale=C --no-sync >"$CACHE/log/initdb.log" 2>&1 ||
    die "initdb: $(tail -n 2 "$CACHE/log/initdb.log" | tr '\n' ' ')"
  # this server holds demo and test data only: speed before safety
  cat >> "$D/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$PGHOST'
port = 5432
max_connections = 200
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
timezone = 'UTC'
log_timezone = 'UTC'
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
}

start() {
  local version
  [ -x "$PG_PROGRAMS/postgres" ] || die "no PostgreSQL programs in $PG_PROGRAMS: set PG_BIN or PGHOST"
  version=$("$PG_PROGRAMS/postgres" -V | sed -nE 's/.* ([0-9]+)[.].*/\1/p')
  mkdir -p "$PG_PRIVATE" "$PGHOST"
  chmod 700 "$PGHOST"
  [ -z "${OWNER:-}" ] || chown "$OWNER" "$PG_PRIVATE" "$PGHOST"
  [ -f "$D/PG_VERSION" ] || { rm -rf "$D"; init; }
  [ "$(cat "$D/PG_VERSION")" = "$version" ] ||
    die "$D was made by PostgreSQL $(cat "$D/PG_VERSION"), this is $version: run setup/pg.sh destroy"
  as "$PG_PROGRAMS/pg_ctl" -D "$D" -w -t 60 -l "$PG_PRIVATE/log" start >/dev/null 8>&- 9>&- ||
    die "PostgreSQL did not start: $(tail -n 3 "$PG_PRIVATE/log" | tr '\n' ' ')"
}

stop() { rm -f "$PG_PRIVATE/on-demand"; runs && as "$PG_PROGRAMS/pg_ctl" -D "$D" -w -m fast stop >/dev/null; true; }

release() {
  [ -f "$PG_PRIVATE/on-demand" ] || return 0
  exec 9>"$CACHE/users.lock"
  ! flock -n 9 || stop
}

case ${1:-} in
  start) runs || start; rm -f "$PG_PRIVATE/on-demand" ;;
  use) runs || { start; touch "$PG_PRIVATE/on-demand"; } ;;
  release) release ;;
  stop) stop ;;
  status) if runs; then say "PostgreSQL runs: PGHOST=$PGHOST PGUSER=$PGUSER"; else say "PostgreSQL is stopped"; exit 3; fi ;;
  destroy) stop; rm -rf "$PG_PRIVATE" "$PGHOST" ;;
  *) die "usage: pg.sh start|use|release|stop|status|destroy" ;;
esac
