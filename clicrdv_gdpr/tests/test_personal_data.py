from psycopg2 import IntegrityError

from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW, make_establishment

from ..declarations import DECLARATIONS, EXEMPTIONS
from ..exceptions_personal_data import NotAClientFile, OnLegalHold, PurgeIsForever
from ..logic.personal_data import Purpose, faults
from .privacy_common import EMAIL, FIRST, LAST, MOBILE, PrivacyCase

OURS = ("calendar_event", "calendar_attendee", "res_partner")


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestDeclarations(PrivacyCase):
    """GDP-05, GDP-52 to 54: every column that can hold something about a client is declared, or exempt for a reason."""

    def test_the_declarations_can_be_worked_with(self):
        self.assertEqual(faults(DECLARATIONS), [])
        self.assertEqual({declaration.purpose for declaration in DECLARATIONS} - {*Purpose}, set())

    def known(self, table):
        declared = {name for d in DECLARATIONS if d.table == table for name in d.covers()}
        return declared | self.data._exempted(table)

    def test_every_column_that_leads_to_a_contact_is_declared_or_exempt(self):
        self.cr.execute(
            """
            SELECT c.conrelid::regclass::text, a.attname
              FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)
             WHERE c.contype = 'f' AND c.confrelid = 'res_partner'::regclass
            """
        )
        relations = {
            (link.table, link.other) for d in DECLARATIONS for link in d.links if type(link).__name__ == "Relation"
        }
        found = self.cr.fetchall()
        self.assertGreater(len(found), 40)
        forgotten = [
            f"{table}.{column}"
            for table, column in found
            if not {column, "*"} & self.known(table) and (table, column) not in relations
        ]
        self.assertFalse(forgotten)

    def test_every_text_of_our_tables_is_declared_or_exempt(self):
        forgotten = []
        for table, columns in self.data._schema().items():
            if not table.startswith("clicrdv_") and table not in OURS:
                continue
            known = self.known(table)
            for name, (kind, _nullable) in columns.items():
                if kind in ("text", "character varying", "jsonb", "json", "bytea") and not {name, "*"} & known:
                    forgotten.append(f"{table}.{name}")
        self.assertFalse(forgotten)

    def test_every_column_that_is_declared_exists_where_its_table_is_odoo_s_own_or_ours(self):
        schema = self.data._schema()
        absent = {"mobile", "out_of_office_message", "billing_electronic_address", "common_name"}
        missing = {
            f"{d.table}.{c.name}"
            for d in self.data._declarations()
            for c in d.columns
            if c.name not in schema[d.table] and c.name not in absent
        }
        self.assertFalse(missing)

    def test_every_exemption_has_a_reason(self):
        self.assertFalse([exemption for exemption in EXEMPTIONS if len(exemption.reason) < 20])


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestErase(PrivacyCase):
    """GDP-32, GDP-57: every copy goes, and nothing else."""

    def erase(self, clients, **options):
        return self.data._erase(clients, "request", **options)

    def test_before_the_erasure_the_scan_finds_the_client_in_many_places(self):
        self.fill(self.zelie)
        tables = {residue.table for residue in self.data._residual_scan(self.strings())}
        wanted = {
            "res_partner", "calendar_event", "mail_message", "mail_tracking_value", "mail_mail", "sms_sms", "bus_bus",
            "ir_attachment", "clicrdv_message", "clicrdv_optout", "phone_blacklist", "mail_activity",
        }  # fmt: skip
        self.assertFalse(wanted - tables)

    def test_after_the_erasure_the_scan_finds_nothing(self):
        self.fill(self.zelie)
        self.erase(self.zelie)
        self.assert_gone(self.strings())
        self.assert_gone([EMAIL, MOBILE, "quevrin"])

    def test_erasing_twice_changes_nothing_more(self):
        event = self.fill(self.zelie)
        self.erase(self.zelie)
        before = self.zelie.read(), event.read(["name", "start", "booking_price"])
        again = self.erase(self.zelie)
        self.assertEqual((self.zelie.read(), event.read(["name", "start", "booking_price"])), before)
        self.assertEqual(again.counts, {"client_file": 1})

    def test_no_old_value_is_noted_and_nothing_is_mailed_or_sent_to_the_bus(self):
        self.fill(self.zelie)
        numbers = [self.env[model].search_count([]) for model in ("mail.tracking.value", "mail.mail", "bus.bus")]
        self.erase(self.zelie.with_context(tracking_disable=False))
        self.env.cr.precommit.run()
        after = [self.env[model].search_count([]) for model in ("mail.tracking.value", "mail.mail", "bus.bus")]
        self.assertTrue(all(new < old for new, old in zip(after, numbers, strict=True)), (numbers, after))

    def test_amounts_figures_and_the_ledger_of_sms_stay(self):
        event = self.fill(self.zelie)
        event.action_no_show()
        message = self.env["clicrdv.message"].create(
            {
                "company_id": self.salon.id, "event_id": event.id, "client_id": self.zelie.id, "kind": "reminder",
                "target": "client", "channel": "sms", "due_at": NOW, "try_at": NOW, "state": "delivered", "parts": 2,
                "unit_price": 0.0836, "amount": 0.1672, "encoding": "gsm7", "recipient": MOBILE, "body": LAST,
            }
        )  # fmt: skip
        message.sent_at = NOW
        self.env["clicrdv.message"].search([("state", "=", "planned")]).write({"state": "cancelled"})
        before = self.figures(message, event)
        self.erase(self.zelie)
        self.env.invalidate_all()
        self.assertEqual(self.figures(message, event), before)
        self.assertFalse(message.recipient or message.body or message.client_id)

    def figures(self, message, event):
        self.env.flush_all()
        figures = []
        for model, columns in (
            ("clicrdv.message.figure", ["day", "kind", "state", "messages", "parts", "amount", "delivered"]),
            ("clicrdv.attendance.figure", ["month", "reminded", "visits", "missed"]),
        ):
            lines = self.env[model].search_read([("company_id", "=", self.salon.id)], columns)
            figures.append(sorted(str({name: line[name] for name in columns}) for line in lines))
        ledger = message.read(["uuid", "kind", "parts", "unit_price", "amount", "sent_at", "gateway_code", "state"])
        return figures, ledger, event.booking_price, event.booking_state, event.start, event.service_ids

    def test_the_staff_and_other_clients_are_untouched(self):
        self.fill(self.zelie)
        other = self.visit(12, client=self.marie)
        self.marie.message_post(body="Marie likes it short")
        people = self.marie | self.desk.partner_id | self.pro.partner_id
        names = ["name", "email", "phone", "active", "client_comments"]
        before = people.read(names), other.read(["name", "booking_reference", "client_id"]), len(self.marie.message_ids)
        self.erase(self.zelie)
        self.env.invalidate_all()
        after = people.read(names), other.read(["name", "booking_reference", "client_id"]), len(self.marie.message_ids)
        self.assertEqual(after, before)
        meeting = self.env["calendar.event"].search(
            [("partner_ids", "in", self.desk.partner_id.ids), ("agenda_id", "=", False)]
        )
        self.assertEqual(meeting.attendee_ids.partner_id, self.desk.partner_id)

    def test_a_homonym_keeps_what_speaks_of_him(self):
        twin = self.make_client("twin@example.com", "+33639980001", client_lastname=LAST, client_firstname=FIRST)
        self.env["bus.bus"]._sendone("somebody", "notice", {"name": twin.name})
        self.env["bus.bus"]._sendone("somebody", "notice", {"email": EMAIL})
        self.env.cr.precommit.run()
        before = self.env["bus.bus"].search_count([])
        self.erase(self.zelie)
        self.assertEqual(twin.client_lastname, LAST)
        self.assertEqual(
            self.env["bus.bus"].search_count([]), before - 1, "the name may be the twin's, the address is not"
        )

    def test_the_number_of_statements_does_not_grow_with_the_batch(self):
        few, many = self.crowd(2), self.crowd(20)
        self.erase(few, thorough=False)  # what is cached is cached
        self.assertEqual(self.statements(many), self.statements(self.crowd(1)))

    def crowd(self, number):
        clients = [self.make_client(f"c{i}@example.com", f"+336399810{i:02}") for i in range(number)]
        for client in clients:
            client.message_post(body="x")
        self.env.flush_all()
        return self.env["res.partner"].concat(*clients)

    def statements(self, clients):
        before = self.cr.sql_log_count
        self.erase(clients, thorough=False)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    # === REFUSALS OF MESSAGES === #

    def test_a_refusal_still_works_after_the_erasure(self):
        self.fill(self.zelie)
        self.erase(self.zelie)
        self.assertFalse(self.env["clicrdv.optout"].search([("address", "in", (EMAIL, MOBILE))]))
        again = self.make_zelie()
        self.only(("confirmation", "email"))
        event = self.visit(15, client=again)
        message = self.of(event)
        self.assertIn((self.salon.id, EMAIL), message._stop_lists())
        refused = self.env["clicrdv.optout"]._refusals_of_erased(self.salon.ids, [EMAIL, MOBILE])
        self.assertEqual({*refused}, {(self.salon.id, "email", EMAIL), (self.salon.id, "sms", MOBILE)})
        self.send(8)
        self.assertEqual((message.state, message.reason), ("skipped", "blacklisted"))
        self.assertTrue(again.client_is_stopped)
        again.action_lift_stop()
        self.assertNotIn((self.salon.id, EMAIL), message._stop_lists())

    def test_a_refusal_of_one_establishment_is_not_one_of_another(self):
        other = make_establishment(self.env, "Other salon")
        self.env["clicrdv.optout"]._note(self.salon, "email", EMAIL, "page")
        self.erase(self.zelie)
        refused = self.env["clicrdv.optout"]._refusals_of_erased((self.salon | other).ids, [EMAIL])
        self.assertEqual({company_id for company_id, _channel, _address in refused}, {self.salon.id})

    # === WHO IS NO CLIENT === #

    def test_the_staff_and_establishments_are_refused(self):
        for partner in (
            self.desk.partner_id,
            self.salon.partner_id,
            self.env["res.partner"].create({"name": "Supplier"}),
        ):
            with self.assertRaises(NotAClientFile) as refused:
                self.erase(partner)
            self.assertEqual(refused.exception.code, "not_a_client_file")

    def test_a_legal_hold_refuses_the_erasure(self):
        self.zelie.write({"client_legal_hold": True, "client_hold_reason": "Claim 12"})
        with self.assertRaises(OnLegalHold) as refused:
            self.erase(self.zelie | self.marie)
        self.assertEqual(refused.exception.code, "on_legal_hold")
        self.assertEqual(self.marie.email, "marie@example.com")

    def test_the_account_of_a_client_is_closed(self):
        account = new_test_user(self.env, EMAIL, groups="base.group_portal", name=f"{FIRST} {LAST}", email=EMAIL)
        self.zelie.email = "z@example.com"
        self.erase(account.partner_id)
        self.env.invalidate_all()
        self.assertFalse(account.active)
        self.assertEqual(account.login, f"erased-{account.id}")
        self.assertEqual(account.partner_id.name, "—")
        self.assertEqual(self.zelie.email, "z@example.com", "his file at an establishment is another matter")

    # === REGISTER === #

    def test_the_register_proves_the_erasure_without_a_name(self):
        self.fill(self.zelie)
        purge = self.erase(self.zelie | self.marie)
        self.assertEqual((purge.company_id, purge.persons, purge.reason), (self.salon, 2, "request"))
        self.assertTrue(purge._is_of((self.marie | self.zelie).ids))
        self.assertFalse(purge._is_of(self.marie.ids))
        self.assertGreater(purge.counts["chatter"], 2)
        self.assertIn("Appointments: 1", purge.with_context(lang="en_US").words)
        self.assert_gone(self.strings())

    def test_the_register_is_for_ever(self):
        purge = self.erase(self.zelie)
        for attempt in (lambda: purge.write({"persons": 0}), purge.unlink):
            with self.assertRaises(PurgeIsForever) as refused:
                attempt()
            self.assertEqual(refused.exception.code, "purge_is_forever")
        for query in ("UPDATE clicrdv_purge SET persons = 0", "DELETE FROM clicrdv_purge"):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self.cr.execute(f"{query} WHERE id = %s", [purge.id])

    # === EXPORT AND SEARCH === #

    def test_an_export_holds_what_is_known_and_no_secret(self):
        event = self.fill(self.zelie)
        event.booking_comment = "Short, please"
        self.env.flush_all()
        mine = self.data._export(self.zelie | self.marie)[self.zelie.id]
        [file] = mine["client_file"]
        self.assertEqual((file["client_lastname"], file["email"]), (LAST, EMAIL))
        [appointment] = mine["appointment"]
        self.assertEqual(appointment["booking_comment"], "Short, please")
        self.assertEqual(appointment["start"][-1], "Z")
        self.assertNotIn("booking_token", appointment)
        self.assertNotIn("token", str(mine["message"][0].keys()))

    def test_a_search_tells_how_much_there_is_of_each_person(self):
        self.fill(self.zelie)
        found = self.data._find(self.zelie | self.marie)
        self.assertEqual(found[self.marie.id], {"client_file": 1})
        self.assertEqual(found[self.zelie.id]["appointment"], 1)
        self.assertGreater(found[self.zelie.id]["chatter_tracking"], 0)

    def test_another_establishment_s_file_of_the_same_person_stays(self):
        other = make_establishment(self.env, "Other salon")
        same = self.make_zelie(company_id=other.id)
        self.fill(self.zelie)
        self.erase(self.zelie)
        self.env.invalidate_all()
        self.assertEqual((same.email, same.client_lastname), (EMAIL, LAST))
