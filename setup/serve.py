"""What ./setup/run and ./setup/stop do, once everything is installed."""

import argparse
import signal
import socket
import subprocess
import sys

import databases
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


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./setup/run", description="Set everything up and run Odoo with the addons.")
    parser.add_argument("--detach", action="store_true", help="return when the site answers (./setup/stop ends it)")
    parser.add_argument("--port", type=int, default=8069, help="default: 8069")
    parser.add_argument("--db", metavar="NAME", help="default: demo, or empty with --empty")
    parser.add_argument("--empty", action="store_true", help="no demo data")
    parser.add_argument("--fresh", action="store_true", help="make the database anew")
    parser.add_argument(
        "--workers",
        type=int,
        default=0,
        metavar="N",
        help="worker processes; needs a proxy for /websocket (default: 0, one process with threads)",
    )
    options = parser.parse_args()
    options.db = options.db or ("empty" if options.empty else "demo")
    return options


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))
        except OSError:
            return False
    return True


def announce(server: OdooServer) -> None:
    print(f"\nClicRDV for Odoo answers at {server.url} (database {server.database}, log {server.log})")
    print("Each password is the login:")
    for role, login in databases.query(LOGINS, database=server.database):
        print(f"  {login:<32} {role}")
    sys.stdout.flush()


def run(options: argparse.Namespace) -> None:
    if not is_free(options.port):
        raise databases.SetupError(
            f"port {options.port} is in use: ./setup/stop ends our own server, or choose another port with --port N"
        )
    with databases.database_server() as lock:
        databases.site(options.db, demo=not options.empty, fresh=options.fresh)
        server = OdooServer(options.workers, database=options.db, port=options.port, cron_threads=1)
        try:
            server.start(keep=[lock])
            remember(server)
            announce(server)
            if options.detach:
                print("./setup/stop ends it.")
                return
            print("Ctrl-C ends it.", flush=True)
            server.process.wait()
        except BaseException:
            server.stop()
            raise
        finally:
            if not options.detach:
                note_path(server.port).unlink(missing_ok=True)


def stop() -> None:
    for port in stop_remembered():
        print(f"stopped the server at port {port}")
    subprocess.run([databases.SETUP / "pg.sh", "release"])


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    try:
        if sys.argv[1:] == ["stop"]:
            stop()
        else:
            run(arguments())
    except KeyboardInterrupt:
        print("\nstopped")
    except (databases.SetupError, NotHealthy) as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
