"""The guided set-up: from an empty establishment to a page where clients book."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import NOW, BookingCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestSetup(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["res.company"].create({"name": "Atelier"})
        cls.max = new_test_user(
            cls.env,
            "max",
            name="Max",
            groups="clicrdv_booking.group_manager",
            company_id=cls.shop.id,
            company_ids=[Command.set(cls.shop.ids)],
        )

    def start(self):
        setups = self.env["clicrdv.setup"].with_user(self.max).with_context(allowed_company_ids=self.shop.ids)
        return setups.browse(setups.action_start()["res_id"])

    def fill_establishment(self, setup):
        with Form(setup) as screen:
            screen.title = "Atelier Coupe"
            screen.activity_id = self.env.ref("clicrdv_booking.activity_hairdresser")
            screen.street, screen.zip, screen.city = "3 rue des Essais", "69002", "Lyon"
            screen.phone = "+33 1 99 00 12 34"
        setup.action_next()

    def fill_all(self, setup):
        self.fill_establishment(setup)
        setup.action_next()
        setup.person_ids = [Command.create({"name": "Sofia"})]
        setup.action_next()
        setup.service_ids = [Command.create({"name": "Coupe", "duration_minutes": 45, "price": 42})]
        setup.action_next()

    def test_five_steps_lead_to_an_establishment_that_can_be_booked(self):
        setup = self.start()
        self.fill_all(setup)
        self.assertEqual(setup.step, "publish")
        self.assertTrue(setup.first_free)
        setup.action_publish()
        self.assertEqual(self.env["res.company"]._booking_find("atelier-coupe"), self.shop)
        self.assertEqual(self.shop.agenda_ids.mapped("name"), ["Max", "Sofia"])
        self.assertEqual(self.shop.agenda_ids[0].user_id, self.max)
        slots = self.search(["coupe"], company=self.shop)
        self.assertEqual((slots[0], slots[-1]), ("09:00", "17:15"))
        self.assertNotIn("12:00", slots)
        self.assertTrue(self.hold(9, codes=["coupe"], company=self.shop))

    def test_a_step_is_not_left_without_what_it_is_for(self):
        setup = self.start()
        with self.assertRaisesRegex(UserError, "street"):
            setup.action_next()
        self.fill_establishment(setup)
        setup.day_ids.is_open = False
        with self.assertRaisesRegex(UserError, "at least one day"):
            setup.action_next()
        setup.day_ids[0].is_open = True
        setup.action_next()
        setup.person_ids.action_remove()
        with self.assertRaisesRegex(UserError, "at least one agenda"):
            setup.action_next()

    def test_hours_are_in_order(self):
        with self.assertRaises(ValidationError):
            self.start().day_ids[0].write({"morning_to": 15.0})

    def test_a_day_without_a_break_is_one_span(self):
        day = self.start().day_ids[0]
        day.write({"morning_to": 19.0, "afternoon_from": 0, "afternoon_to": 0})
        self.assertEqual(day._spans(), [(9.0, 19.0)])

    def test_the_set_up_is_gone_on_with_where_it_was_left(self):
        setup = self.start()
        self.fill_establishment(setup)
        setup.day_ids[0].morning_from = 8.0
        setup.action_later()
        again = self.start()
        self.assertEqual((again, again.step, again.day_ids[0].morning_from), (setup, "hours", 8.0))

    def test_going_back_changes_what_was_made_and_makes_nothing_twice(self):
        setup = self.start()
        self.fill_all(setup)
        for _step in range(3):
            setup.action_back()
        setup.day_ids[0].morning_from = 8.0
        for _step in range(3):
            setup.action_next()
        self.assertEqual((len(self.shop.agenda_ids), len(self.shop.service_ids)), (2, 1))
        for agenda in self.shop.agenda_ids:
            monday = agenda.hours_ids.filtered(lambda line: line.dayofweek == "0")
            self.assertEqual(monday.mapped("hour_from"), [8.0, 14.0])

    def test_agendas_that_were_there_keep_their_hours(self):
        setup = self.start()
        self.fill_all(setup)
        late = self.env["clicrdv.agenda"].create(
            {
                "name": "Late",
                "company_id": self.shop.id,
                "hours_ids": [Command.create(self.env["clicrdv.agenda"]._hours_line("0", 20.0, 22.0))],
            }
        )
        again = self.start()
        self.assertIn("Late", again.person_ids.mapped("name"))
        again.action_back()
        again.action_back()
        again.action_next()
        self.assertEqual(late.hours_ids.mapped("hour_from"), [20.0])

    def test_a_removed_person_goes_to_the_archive(self):
        setup = self.start()
        self.fill_all(setup)
        setup.person_ids.filtered(lambda line: line.name == "Sofia").action_remove()
        self.assertEqual(self.shop.agenda_ids.mapped("name"), ["Max"])

    def test_the_same_hours_go_to_every_open_day(self):
        setup = self.start()
        setup.day_ids[0].write({"morning_from": 7.0})
        setup.action_same_hours()
        self.assertEqual(setup.day_ids.filtered("is_open").mapped("morning_from"), [7.0] * 5)

    def test_the_calendar_invites_managers_of_an_offline_establishment(self):
        agendas = self.env["clicrdv.agenda"].with_user(self.max).with_context(allowed_company_ids=self.shop.ids)
        self.assertEqual(agendas.get_calendar_setup()["offline"], "Atelier")
        setup = self.start()
        self.fill_all(setup)
        setup.action_publish()
        self.assertFalse(agendas.get_calendar_setup()["offline"])
