"""What ./setup/run and ./setup/stop do, once everything is installed."""

import argparse
import signal
import subprocess
import sys

import databases
import options
from server import NotHealthy, OdooServer, note_path, remember, stop_remembered

LOGINS = """
    SELECT coalesce(string_agg(DISTINCT coalesce(role.name->>'fr_FR', role.name->>'en_US'), ', '), '') AS roles, u.login
      FROM res_users u
      LEFT JOIN (SELECT membership.uid, g.name
                   FROM res_groups g
                   JOIN ir_model_data d ON d.model = 'res.groups' AND d.res_id = g.id AND d.module LIKE 'clicrdv%%'
                   JOIN res_groups_users_rel membership ON membership.gid = g.id) role ON role.uid = u.id
     WHERE u.active AND (role.uid IS NOT NULL OR u.login IN ('admin', 'portal'))
     GROUP BY u.login ORDER BY roles, u.login
"""


#: An address that somebody has configured stays.
OWN_ADDRESS = (
    "UPDATE ir_config_parameter SET value = %s WHERE key = 'web.base.url' AND value ~ '^http://(localhost|127[.0-9]+):'"
)


def announce(server: OdooServer) -> None:
    print(f"\nClicRDV for Odoo answers at {server.url} (database {server.database}, log {server.log})")
    print("Each password is the login:")
    for role, login in databases.query(LOGINS, database=server.database):
        print(f"  {login:<32} {role}")
    sys.stdout.flush()


def run(chosen: argparse.Namespace) -> None:
    with databases.database_server() as lock:
        databases.site(chosen.db, demo=not chosen.empty, fresh=chosen.fresh)
        server = OdooServer(chosen.workers, database=chosen.db, port=chosen.port, cron_threads=1)
        databases.query(OWN_ADDRESS, (server.url,), chosen.db)
        try:
            server.start(keep=[lock])
            remember(server)
            announce(server)
            if chosen.detach:
                print("./setup/stop ends it.")
                return
            print("Ctrl-C ends it.", flush=True)
            if server.process.wait():
                raise NotHealthy(f"the server ended: read {server.log}")
        except BaseException:
            server.stop()
            raise
        finally:
            if not chosen.detach:
                note_path(server.port).unlink(missing_ok=True)


def stop(ports: list[str]) -> None:
    for port in stop_remembered(ports):
        print(f"stopped the server at port {port}")
    subprocess.run([databases.SETUP / "pg.sh", "release"])


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    try:
        if sys.argv[1:2] == ["stop"]:
            stop(sys.argv[2:])
        else:
            run(options.parse())
    except KeyboardInterrupt:
        print("\nstopped")
    except (databases.SetupError, NotHealthy) as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
