"""Runs the job that sends messages, each time in a process of its own: a program, started by :mod:`jobs`.

Orders come as JSON, one a line on standard input; each makes a child of a process that has Odoo loaded, as Odoo makes its
own workers. What happens is told the same way on standard output.

``stop``   where the child says so and waits for SIGUSR1 before it goes on, see :func:`stop_at`
``at``     the time it has, naive UTC in ISO format, all the while; the real one without it
"""

import datetime
import json
import os
import signal
import sys
import threading

import psycopg2

from odoo import api, fields
from odoo.modules.registry import Registry
from odoo.service.server import load_server_wide_modules
from odoo.sql_db import close_all
from odoo.tools import config

GO_ON = {signal.SIGUSR1}


def tell(said, pid=None, **more):
    line = json.dumps({"pid": pid or os.getpid(), "said": said, **more})
    os.write(1, f"{line}\n".encode())  # one write, no lock: a fork may happen at any moment


def wait(where):
    tell("stopped", where=where)
    signal.sigwait(GO_ON)


def stop_before(owner, name, where):
    """Wait once, when a method is called with something to do."""
    run = getattr(owner, name)

    def stopping(self, *arguments):
        if arguments[-1]:
            setattr(owner, name, run)
            wait(where)
        return run(self, *arguments)

    setattr(owner, name, stopping)


def stop_after(owner, name, where):
    """Wait once, when a method has done something, before that is committed."""
    run = getattr(owner, name)

    def stopping(self, *arguments):
        result = run(self, *arguments)
        self.env.flush_all()
        if self:
            setattr(owner, name, run)
            wait(where)
        return result

    setattr(owner, name, stopping)


def stop_at(registry, where):
    """Have this process wait at one moment of its work."""
    from odoo.addons.clicrdv_booking.gateways.dispatch import Dispatcher  # found once Odoo knows its addons

    messages = registry["clicrdv.message"]
    {
        # "being sent" is committed, no gateway has heard of it
        "marked": lambda: stop_before(Dispatcher, "submit", where),
        # a gateway has answered, nothing of that is written down
        "answered": lambda: stop_before(messages, "_store_answers", where),
        # e-mails are written, and not committed
        "written": lambda: stop_after(messages, "_queue_mails", where),
    }[where]()


def stop_clock(moment):
    """From now on it is this time. Only Odoo's: deadlines, on the monotonic clock, go on."""
    fields.Datetime.now = staticmethod(lambda *_: datetime.datetime.fromisoformat(moment))


def run(database, order):
    """Do what a worker of Odoo does with a job."""
    registry = Registry(database).check_signaling()
    if order.get("stop"):
        stop_at(registry, order["stop"])
    if order.get("at"):
        stop_clock(order["at"])
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        env["clicrdv.message"]._cron_send()


def child(database, order):
    code = 1
    try:
        run(database, order)
        code = 0
    except psycopg2.Error as error:  # what a job may end with when its database goes away
        tell("failed", error=str(error))
    finally:
        os._exit(code)


def reap(pid):
    _pid, status = os.waitpid(pid, 0)
    tell("ended", pid, code=os.waitstatus_to_exitcode(status))


def main(settings, database):
    config.parse_config(["-c", settings, "-d", database, "--no-http"], setup_logging=True)
    load_server_wide_modules()
    Registry(database)
    close_all()  # or the children would talk over the connections of their parent
    signal.pthread_sigmask(signal.SIG_BLOCK, GO_ON)
    tell("ready")
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            child(database, order)
        tell("started", pid)
        threading.Thread(target=reap, args=(pid,)).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
