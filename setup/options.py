"""The options of ./setup/run. Run as a program it only checks them, before anything is installed."""

import argparse
import socket
import sys


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./setup/run", description="Set everything up and run Odoo with the addons.")
    parser.add_argument("--detach", action="store_true", help="return when the site answers (./setup/stop ends it)")
    parser.add_argument("--port", type=int, default=8069, help="default: 8069")
    parser.add_argument("--db", metavar="NAME", help="default: demo, or empty with --empty")
    parser.add_argument("--empty", action="store_true", help="no demo data")
    parser.add_argument("--fresh", action="store_true", help="make the database anew: what was entered is lost")
    workers = "worker processes; needs a proxy that sends /websocket to the other port (default: 0, one with threads)"
    parser.add_argument("--workers", type=int, default=0, metavar="N", help=workers)
    chosen = parser.parse_args()
    chosen.db = chosen.db or ("empty" if chosen.empty else "demo")
    if not is_free(chosen.port):
        parser.exit(
            1,
            f"setup: port {chosen.port} is in use: ./setup/stop ends our own server, or choose another port "
            "with --port N\n",
        )
    return chosen


def is_free(port: int) -> bool:
    """Whether a server can listen there; a port below 1024 may need root."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


if __name__ == "__main__":
    parse()
    sys.exit()
