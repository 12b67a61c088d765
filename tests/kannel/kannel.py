"""A real Kannel of a test's own: bearerbox and smsbox on a private configuration, on ports of this machine.

Its HTTP connection to the operator listens on all interfaces whatever its configuration says, and its ports are fixed: run
it inside a network namespace (:func:`in_namespace`), together with everything that talks to it.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
USER, SECRET = "salon", "s3cr3t"
ADMIN, OPERATOR, SENDSMS = 13000, 13011, 13013
URL = f"http://127.0.0.1:{SENDSMS}"
#: Reports and messages of the operator come in here.
OPERATOR_URL = f"http://127.0.0.1:{OPERATOR}/"
_PATIENCE_SECONDS = 20

CONFIGURATION = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = admin
admin-deny-ip = "*.*.*.*"
admin-allow-ip = "127.0.0.1"
smsbox-port = 13001
smsbox-interface = 127.0.0.1
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
store-type = file
store-location = "{folder}/store"
dlr-storage = internal
log-file = "{folder}/bearerbox.log"
log-level = 1

group = smsc
smsc = http
system-type = generic
smsc-id = operator
port = {operator}
connect-allow-ip = "127.0.0.1"
send-url = "{send_url}/operator?from=%P&to=%p&text=%b&coding=%c&mask=%d"
status-success-regex = "^OK"
status-permfail-regex = "^ERR"
status-tempfail-regex = "^RETRY"
generic-foreign-id-regex = "^OK (.+)$"

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = 13001
sendsms-interface = 127.0.0.1
sendsms-port = {sendsms}
log-file = "{folder}/smsbox.log"
log-level = 1
http-request-retry = 3
http-queue-delay = 2

group = sendsms-user
username = {user}
password = {secret}
user-deny-ip = "*.*.*.*"
user-allow-ip = "127.0.0.1"
max-messages = 10
concatenation = true

group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "{inbound_url}?from=%p&text=%a"
"""


def program(name: str) -> str | None:
    """Where a program of Kannel is: fetched by setup/system.sh, or installed."""
    fetched = pathlib.Path(os.environ.get("CLICRDV_CACHE", HERE)) / "kannel" / "usr" / "sbin"
    return shutil.which(name, path=f"{fetched}:{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


def in_namespace() -> list[str]:
    """The start of a command that runs in a network of its own, where only its own 127.0.0.1 is to be reached."""
    return ["unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"])]


def missing() -> str:
    """Say what this machine needs to run Kannel, in words that can be acted on; empty when it has all."""
    if not (program("bearerbox") and program("smsbox")):
        return "no Kannel: run ./setup/test once as root on Debian, or install the package kannel"
    if not shutil.which("unshare") or subprocess.run([*in_namespace(), "true"], capture_output=True).returncode:
        return "no network namespace: run as root with CAP_SYS_ADMIN, or allow unprivileged user namespaces"
    return ""


class Kannel:
    """The two programs; a context manager. ``send_url`` is where the operator is."""

    def __init__(self, folder: pathlib.Path, send_url: str, inbound_url: str) -> None:
        self.folder = folder
        values = {"user": USER, "secret": SECRET, "admin": ADMIN, "operator": OPERATOR, "sendsms": SENDSMS}
        text = CONFIGURATION.format(folder=folder, send_url=send_url, inbound_url=inbound_url, **values)
        (folder / "store").mkdir()
        (folder / "kannel.conf").write_text(text)
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Kannel":
        try:
            self._start("bearerbox", "(online ")
            self._start("smsbox", "smsbox:")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        for running in reversed(self._running):
            running.terminate()
            try:
                running.wait(_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                running.kill()

    def _start(self, name: str, sign: str) -> None:
        with (self.folder / f"{name}.out").open("wb") as output:
            command = [program(name), str(self.folder / "kannel.conf")]
            self._running.append(subprocess.Popen(command, stdout=output, stderr=output, cwd=self.folder))
        until = time.monotonic() + _PATIENCE_SECONDS
        while sign not in (status := self._status()):
            if time.monotonic() > until or self._running[-1].poll() is not None:
                log = (self.folder / f"{name}.out").read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{name} did not start: {status}\n{log}")
            time.sleep(0.05)

    def _status(self) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{ADMIN}/status.txt", timeout=5) as reply:
                return reply.read().decode()
        except (urllib.error.URLError, OSError) as error:
            return str(error)


if __name__ == "__main__":
    sys.exit(missing())
