"""Nothing is pushed, pulled or seen across the border of an establishment, whatever is written or searched."""

import re

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import freeze_time, new_test_user
from odoo.tools import mute_logger

from .. import exceptions
from ..logic import minutes
from .common import NOW, TODAY, BookingCase, at, make_agenda, make_establishment
from .rights_common import RightsCase
from .rights_records import MODELS

MANAGER = "clicrdv_booking.group_manager"
#: What puts a record of one's own into another establishment: kind → (field, kind of the record there).
PUSHES = [
    ("agenda category", "company_id", "company"),
    ("agenda", "company_id", "company"),
    ("agenda", "resource_id", "resource"),
    ("agenda", "resource_calendar_id", "hours"),
    ("equipment kind", "company_id", "company"),
    ("equipment", "company_id", "company"),
    ("equipment", "kind_id", "equipment kind"),
    ("service category", "company_id", "company"),
    ("service", "company_id", "company"),
    ("service", "category_id", "service category"),
    ("skill", "agenda_id", "agenda"),
    ("skill", "service_id", "service"),
    ("opening", "agenda_id", "agenda"),
    ("public holiday", "company_id", "company"),
    ("question", "company_id", "company"),
    ("hours", "company_id", "company"),
    ("hours line", "calendar_id", "hours"),
    ("resource", "company_id", "company"),
    ("leave", "resource_id", "resource"),
    ("closure", "calendar_id", "hours"),
    ("closure", "company_id", "company"),
    ("client", "company_id", "company"),
    ("appointment", "agenda_id", "agenda"),
    ("appointment", "client_id", "client"),
    ("block", "agenda_id", "agenda"),
    ("ordinary event", "agenda_id", "agenda"),
    ("company", "network_id", "network"),
]
ACCOUNTING = {
    "currency_id": lambda case: case.env.ref("base.USD").id,
    "vat": lambda case: "FR83404833048",
    "company_registry": lambda case: "404833048",
    "parent_id": lambda case: case.companies["sister"].id,
    "name": lambda case: "Another name",
    "partner_id": lambda case: case.person.partner_id.id,
    "user_ids": lambda case: [Command.link(case.person.id)],
    "network_id": lambda case: False,
    "service_end_date": lambda case: "2099-01-01",
    "active": lambda case: False,
}


class TestBorders(RightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = cls.companies["own"]
        cls.manager = new_test_user(
            cls.env, "manager.test", MANAGER, company_id=own.id, company_ids=[Command.set(own.ids)]
        )

    def try_writing(self, user, record, **values):
        with mute_logger("odoo.sql_db"):
            return self.attempt(lambda: record.with_env(self.env_of(user)).write(values))

    def test_a_manager_cannot_push_a_record_into_another_establishment(self):
        for kind, field, target in PUSHES:
            for place in ("sister", "foreign"):
                if (kind, place) == ("company", "sister"):
                    continue  # one network
                with self.subTest(kind=kind, field=field, place=place):
                    there = self.world[place][target]
                    self.assertIsNotNone(self.try_writing(self.manager, self.world["own"][kind], **{field: there.id}))

    def test_a_manager_cannot_move_a_whole_appointment_into_another_establishment(self):
        there = self.world["foreign"]
        refusal = self.try_writing(
            self.manager,
            self.world["own"]["appointment"],
            agenda_id=there["agenda"].id,
            client_id=there["client"].id,
            service_ids=[Command.set(there["service"].ids)],
        )
        self.assertIsInstance(refusal, AccessError)

    def test_nobody_without_the_right_turns_an_ordinary_event_into_time_of_an_agenda(self):
        event = self.world["own"]["ordinary event"]
        own = self.companies["own"]
        own.agenda_user_scope = "own"
        for groups in ("base.group_user", "clicrdv_booking.group_network_manager", "clicrdv_booking.group_agenda_user"):
            user = self.user(groups)
            own.network_id.manager_ids = user
            with self.subTest(groups=groups):
                colleague = self.world["own"]["agenda of a colleague"]
                self.assertIsInstance(self.try_writing(user, event, agenda_id=colleague.id), AccessError)

    def test_an_event_never_leaves_its_agenda_for_everybodys_calendar(self):
        for kind in ("appointment", "block"):
            with self.subTest(kind=kind):
                refusal = self.try_writing(self.manager, self.world["own"][kind], agenda_id=False)
                self.assertIsInstance(refusal, UserError)

    def test_a_network_manager_cannot_draw_a_foreign_establishment_into_his_network(self):
        user = self.user("clicrdv_booking.group_network_manager")
        network = self.companies["own"].network_id
        network.manager_ids = user
        refusal = self.try_writing(user, network, company_ids=[Command.link(self.companies["foreign"].id)])
        self.assertIsInstance(refusal, AccessError)

    def test_a_manager_cannot_write_what_belongs_to_accounting_or_administration(self):
        company = self.companies["own"]
        for name, value in ACCOUNTING.items():
            with self.subTest(field=name):
                self.assertIsInstance(self.try_writing(self.manager, company, **{name: value(self)}), AccessError)
        self.assertIsInstance(self.try_writing(self.manager, company.partner_id, vat="FR83404833048"), AccessError)

    def test_a_manager_writes_the_booking_side_of_his_establishment(self):
        values = {"street": "3 rue des Essais", "phone": "+33 1 99 00 00 01", "booking_horizon_days": 30}
        for name, value in values.items():
            with self.subTest(field=name):
                self.assertIsNone(self.try_writing(self.manager, self.companies["own"], **{name: value}))

    def test_a_person_shared_by_two_establishments_is_out_of_reach_for_a_third(self):
        resource = self.world["sister"]["resource"]
        make_agenda(self.env, self.companies["foreign"], "Ana", self.world["foreign"]["hours"], resource_id=resource.id)
        self.assertFalse(resource.company_id)
        self.assertIsInstance(self.try_writing(self.manager, resource, name="Somebody else"), AccessError)
        leave = {"resource_id": resource.id, "date_from": "2028-03-01", "date_to": "2028-03-02"}
        for groups in (MANAGER, "base.group_user"):
            env = self.env_of(self.user(groups))
            refusal = self.attempt(lambda env=env: env["resource.calendar.leaves"].create(leave))
            self.assertIsInstance(refusal, AccessError)

    def test_a_person_shared_by_two_establishments_is_in_the_reach_of_both(self):
        resource = self.world["own"]["resource"]
        make_agenda(self.env, self.companies["foreign"], "Ana", self.world["foreign"]["hours"], resource_id=resource.id)
        self.assertIsNone(self.try_writing(self.manager, self.world["own"]["agenda"], user_id=self.person.id))
        leave = {"resource_id": resource.id, "date_from": "2028-03-01", "date_to": "2028-03-02"}
        env = self.env_of(self.manager)
        self.assertIsNone(self.attempt(lambda: env["resource.calendar.leaves"].create(leave)))

    def test_searching_by_name_and_counting_leak_nothing_of_others(self):
        users = [self.manager, self.user("clicrdv_booking.group_agenda_user"), self.user("base.group_user")]
        hidden = {
            model: self.env[model].browse(
                [
                    self.world[place][kind].id
                    for kind, of in MODELS.items()
                    if of == model
                    for place in ("sister", "foreign")
                ]
            )
            # a price is that of a network, known to all its establishments
            for model in set(MODELS.values()) - {"clicrdv.activity", "clicrdv.network", "clicrdv.sms.price"}
        }
        hidden["calendar.event"] = hidden["calendar.event"].filtered("agenda_id")
        for user in users:
            for model, records in hidden.items():
                with self.subTest(user=user.login, model=model):
                    self.assertEqual(self.seen(user, model) & set(records.ids), set())

    def seen(self, user, model):
        """Ids of a model that a user comes to know by searching, counting and naming."""
        table = self.env[model].with_env(self.env_of(user)).with_context(active_test=False)
        if not table.has_access("read"):
            for leak in (
                lambda: table.search([]),
                lambda: table.name_search(""),
                lambda: table._read_group([], [], ["id:array_agg"]),
            ):
                self.assertIsInstance(self.attempt(leak), AccessError)
            return set()
        found = set(table.search([]).ids)
        if table._rec_name:
            found |= {record_id for record_id, _name in table.name_search("", limit=None)}
        [(ids,)] = table._read_group([], [], ["id:array_agg"])
        self.assertEqual(table.search_count([]), len(set(ids or ())))
        return found | set(ids or ())

    def test_a_client_of_somebody_else_is_not_found_through_an_appointment(self):
        env = self.env_of(self.manager)
        name = self.world["foreign"]["client"].name
        self.world["own"]["client"].name = "Nobody"
        for domain in ([("client_id.name", "=", name), ("booking_company_id", "=", self.companies["foreign"].id)],):
            self.assertFalse(env["calendar.event"].search(domain))


@freeze_time(NOW)
class TestForgery(BookingCase):
    FORGED = (True, 1, "x", [1], {"id": 1}, None)

    def setUp(self):
        super().setUp()
        self.staff = new_test_user(
            self.env,
            "paul.staff",
            "clicrdv_booking.group_agenda_user",
            company_id=self.salon.id,
            company_ids=[Command.set(self.salon.ids)],
        )
        self.client = self.env["res.partner"].create(
            {"name": "MARTIN Léa", "is_client_file": True, "company_id": self.salon.id}
        )

    def rpc(self, method, *arguments, ids=None, **context):
        """Call a method of calendar.event as it comes in from outside."""
        events = self.env["calendar.event"].with_user(self.staff)
        options = {"context": {"allowed_company_ids": self.salon.ids, **context}}
        return call_kw(events, method, [*([ids] if ids else []), *arguments], options)

    def values(self, hour):
        return {
            "agenda_id": self.ana.id,
            "client_id": self.client.id,
            "service_ids": [Command.set(self.cut.ids)],
            "start": minutes.to_utc(at(TODAY, hour)),
        }

    def test_no_context_from_outside_lets_two_clients_have_one_time(self):
        self.book(9)
        for key in ("clicrdv_hold", "clicrdv_time", "clicrdv_actor"):
            for value in self.FORGED:
                with self.subTest(key=key, value=value), self.assertRaises(exceptions.SlotTaken), self.cr.savepoint():
                    self.rpc("create", [self.values(9)], **{key: value})

    def test_no_context_from_outside_keeps_an_appointment_from_taking_its_time(self):
        for hour, (key, value) in enumerate([("clicrdv_hold", 1), ("clicrdv_time", "later")], start=10):
            [event_id] = self.rpc("create", [self.values(hour)], **{key: value})
            self.assertTrue(self.env["calendar.event"].browse(event_id).occupancy_ids)

    def test_no_context_from_outside_signs_a_trace_as_the_client(self):
        [event_id] = self.rpc("create", [self.values(9)], clicrdv_actor="client")
        self.assertEqual(self.env["calendar.event"].browse(event_id).trace_ids.source, "staff")

    def test_methods_behind_the_pages_are_not_reachable_from_outside(self):
        for model, method in (
            ("clicrdv.hold", "_take"),
            ("clicrdv.hold", "_confirm"),
            ("clicrdv.occupancy", "_insert"),
            ("calendar.event", "_booking_cancel"),
            ("calendar.event", "_booking_by_token"),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                call_kw(self.env[model].with_user(self.staff), method, [[]], {})

    def test_the_secret_of_an_appointment_cannot_be_guessed_or_chosen(self):
        events = [self.book(hour, form={**_form(), "email": f"c{hour}@example.com"}) for hour in (9, 10, 11)]
        tokens = {event.booking_token for event in events}
        self.assertEqual(len(tokens), 3)
        for token in tokens:
            self.assertRegex(token, re.compile(r"^[\w-]{32}$", re.ASCII))  # 192 bits
        [chosen] = self.rpc("create", [{**self.values(14), "booking_token": "known"}], default_booking_token="known")
        event = self.env["calendar.event"].browse(chosen)
        self.assertEqual(len(event.booking_token), 32)
        other = make_agenda(self.env, make_establishment(self.env, "Other"), "Eve")
        self.assertNotIn(event.booking_token, str(other.read()))


def _form():
    return {"lastname": "Dupont", "firstname": "Zoé"}
