from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import config

from ..controllers import health
from .common import NOW, make_establishment
from .public_common import PublicCase

# PostgreSQL's clock is the real one
PAUSED = fields.Datetime.to_datetime("2999-01-01")
OVER = fields.Datetime.to_datetime("2020-01-01")


@tagged("post_install", "-at_install")
class TestHealth(PublicCase):
    def setUp(self):
        super().setUp()
        self.patch(health, "STARTED", float("-inf"))  # long ago
        # those of the demonstration become due as its database grows old
        unsettled = [("state", "in", ("planned", "sending", "unknown"))]
        self.env["clicrdv.message"].search(unsettled).write({"state": "cancelled"})
        self.env["clicrdv.sms.gateway"].search([]).write({"open_until": False})

    def test_a_sound_instance_says_so(self):
        self.crons().write({"nextcall": "2999-01-01"})
        answer = self.get("/clicrdv/health")
        self.assertEqual(answer.status_code, 200)
        body = answer.json()
        self.assertEqual((body["status"], body["database"], body["constraints"]), ("ok", "ok", "ok"))
        self.assertEqual(body["cron_lag_seconds"], 0)

    def test_a_missing_guard_of_the_agenda_is_named(self):
        self.env.cr.execute("ALTER TABLE clicrdv_occupancy DROP CONSTRAINT clicrdv_occupancy_no_overlap")
        answer = self.get("/clicrdv/health")
        self.assertEqual(answer.status_code, 503)
        self.assertIn("clicrdv_occupancy_no_overlap", " ".join(answer.json()["faults"]))

    def test_late_jobs_are_a_fault_where_jobs_run(self):
        # PostgreSQL's clock is the real one
        self.crons().write({"nextcall": NOW - timedelta(days=3650)})
        threads = config["max_cron_threads"]
        self.addCleanup(config.__setitem__, "max_cron_threads", threads)
        for threads, status in ((1, 503), (0, 200)):
            config["max_cron_threads"] = threads
            answer = self.get("/clicrdv/health")
            self.assertEqual(answer.status_code, status)
            self.assertGreater(answer.json()["cron_lag_seconds"], 3600)

    def test_a_server_that_has_just_started_is_given_time_to_catch_up(self):
        self.crons().write({"nextcall": NOW - timedelta(days=3650)})
        self.addCleanup(config.__setitem__, "max_cron_threads", config["max_cron_threads"])
        config["max_cron_threads"] = 1
        self.patch(health, "STARTED", float("inf"))
        answer = self.get("/clicrdv/health")
        self.assertEqual(answer.status_code, 200)
        self.assertGreater(answer.json()["cron_lag_seconds"], 3600)

    def test_messages_that_nobody_tries_are_a_fault_and_uncertain_ones_are_told(self):
        self.crons().write({"nextcall": "2999-01-01"})
        gateway = self.env["clicrdv.sms.gateway"].create({"name": "Demo", "company_id": self.salon.id})
        values = {"company_id": self.salon.id, "kind": "reminder", "target": "client", "due_at": NOW}
        late, uncertain = OVER, self.env["clicrdv.message"].search_count([("state", "=", "unknown")])
        self.env["clicrdv.message"].create(
            [
                {**values, "channel": "sms", "try_at": late},
                {**values, "channel": "email", "try_at": late},
                {**values, "channel": "email", "try_at": "2999-01-01"},
                {**values, "channel": "email", "try_at": late, "state": "sent"},
                {**values, "channel": "sms", "try_at": late, "state": "unknown"},
            ]
        )
        self.addCleanup(config.__setitem__, "max_cron_threads", config["max_cron_threads"])
        for open_until, threads, status, count in (
            (False, 1, 503, 2),
            (PAUSED, 1, 503, 1),
            (OVER, 1, 503, 2),
            (False, 0, 200, 2),
        ):
            config["max_cron_threads"], gateway.open_until = threads, open_until
            with self.subTest(open_until=open_until, threads=threads):
                answer = self.get("/clicrdv/health")
                self.assertEqual(answer.status_code, status)
                body = answer.json()
                self.assertEqual((body["messages_late"], body["messages_unknown"]), (count, uncertain + 1))
                self.assertEqual(body["sms_gateways_paused"], open_until == PAUSED)
                self.assertEqual(bool(body["faults"]), status == 503)

    def test_a_gateway_out_of_order_excuses_the_sms_of_its_own_establishments_only(self):
        self.crons().write({"nextcall": "2999-01-01"})
        other = make_establishment(self.env, "Other")
        own, general = self.env["clicrdv.sms.gateway"].create(
            [{"name": "Own", "company_id": self.salon.id}, {"name": "For everybody", "sequence": 0}]
        )
        values = {"kind": "reminder", "target": "client", "due_at": NOW, "channel": "sms", "try_at": OVER}
        self.env["clicrdv.message"].create([{**values, "company_id": company.id} for company in (self.salon, other)])
        for paused, count in ((own, 1), (general, 1), (own | general, 0), (own.browse(), 2)):
            (own | general).open_until = False
            paused.open_until = PAUSED
            with self.subTest(paused.mapped("name")):
                body = self.get("/clicrdv/health").json()
                self.assertEqual((body["messages_late"], body["sms_gateways_paused"]), (count, len(paused)))

    def crons(self):
        return self.env.ref("clicrdv_booking.ir_cron_release_holds").search([]).with_context(active_test=False)
