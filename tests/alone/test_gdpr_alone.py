"""Data protection in a database that has neither clicrdv_billing nor Odoo's accounting (DESIGN § 2)."""

import os
import pathlib
import subprocess
import sys

import databases

HERE = pathlib.Path(__file__).resolve().parent
SCRIPT = """
from odoo.tools import SQL
assert "account.move" not in env and "clicrdv.contract" not in env
data = env["clicrdv.personal.data"]
company = env.company
company.write({"booking_slug": "alone"})
client = env["res.partner"].create(
    {"name": "QUEVRIN Zelie", "client_lastname": "Quevrin", "client_firstname": "Zelie", "is_client_file": True,
     "company_id": company.id, "email": "zelie.quevrin@example.com"})
client.message_post(body="Quevrin called")
env.flush_all()
found = data._find(client)[client.id]
assert found["client_file"] == 1 and found["chatter"] >= 1, found
assert "invoice" not in found
assert data._export(client)[client.id]["client_file"][0]["email"] == "zelie.quevrin@example.com"
data._erase(client, "request")
left = [residue for residue in data._residual_scan(["Quevrin", "zelie.quevrin@example.com"])]
assert not left, left
env["clicrdv.retention.run"]._cron_retention()
env["clicrdv.retention.run"]._cron_own_periods()
env["clicrdv.backup.record"]._cron_check()
env.cr.commit()
print("ALONE")
"""


def test_it_installs_erases_and_runs_its_jobs_without_billing_and_accounting():
    name = f"{databases.PREFIX}_run_{os.getpid()}_alone"
    databases.drop(name)
    try:
        databases.odoo(name, "install-alone.log", "-i", "clicrdv_gdpr")
        command = [
            sys.executable,
            "-m",
            "odoo",
            "shell",
            "-c",
            databases.CONF,
            "-d",
            name,
            "--no-http",
            "--log-level=error",
        ]
        done = subprocess.run(command, input=SCRIPT, capture_output=True, text=True)
        assert "ALONE" in done.stdout, done.stdout + done.stderr
    finally:
        databases.drop(name)
