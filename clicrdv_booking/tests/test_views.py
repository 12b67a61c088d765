"""The back office: every screen opens for the people it is for, and does what its buttons say."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from ..logic import minutes
from .back_office_common import BackOfficeCase
from .common import NOW, TODAY, at, make_agenda


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestScreens(BackOfficeCase):
    def menus(self, user):
        """{complete name: action} of the menus of ClicRDV that a user has."""
        root = self.env.ref("clicrdv_booking.clicrdv_menu_root")
        ids = [menu_id for menu_id in self.env["ir.ui.menu"].with_user(user).load_menus(False) if menu_id != "root"]
        menus = self.env["ir.ui.menu"].browse(ids).filtered(lambda menu: menu.parent_path.startswith(f"{root.id}/"))
        return {menu.complete_name: menu.action for menu in menus}

    def open(self, user, action):
        """What the web client asks for when an action is clicked."""
        if action._name == "ir.actions.server":
            found = action.with_user(user).with_context(allowed_company_ids=self.salon.ids).run()
            return self.as_user(user, found["res_model"]).get_views(found["views"])
        values = action.with_user(user)._get_action_dict()
        model = self.as_user(user, values["res_model"], **safe_eval(values["context"] or "{}", {"uid": user.id}))
        views = model.get_views(
            [*values["views"], (values["search_view_id"] and values["search_view_id"][0], "search")]
        )
        domain = safe_eval(values["domain"] or "[]", {"uid": user.id})
        for kind in set(views["views"]) - {"search"}:
            arch = etree.fromstring(views["views"][kind]["arch"])
            names = [node.get("name") for node in arch.iter("field") if not list(node.iterancestors("field"))]
            model.search(domain, limit=5).read(names)
        return views

    def test_every_menu_opens_for_those_who_have_it(self):
        self.staff_appointment(client=self.client)
        for user in (self.zoe, self.paul, self.nina, self.root):
            for name, action in self.menus(user).items():
                with self.subTest(user=user.login, menu=name):
                    if action:
                        self.assertTrue(self.open(user, action))

    def test_an_agenda_user_has_no_configuration(self):
        names = " ".join(self.menus(self.zoe))
        self.assertIn("ClicRDV/Agenda", names)
        self.assertIn("ClicRDV/Clients", names)
        self.assertNotIn("Configuration", names)

    def test_a_manager_configures_his_establishment_but_not_the_server(self):
        names = " ".join(self.menus(self.paul))
        self.assertIn("Configuration/Set up my establishment", names)
        self.assertIn("ClicRDV/History", names)
        self.assertNotIn("Configuration/Settings", names)

    def test_a_network_manager_has_the_catalogue_and_no_clients(self):
        names = " ".join(self.menus(self.nina))
        self.assertIn("Configuration/Services", names)
        self.assertIn("Configuration/Network", names)
        self.assertNotIn("ClicRDV/Clients", names)

    def test_a_manager_changes_the_rules_on_the_form_of_his_establishment(self):
        company = self.salon.with_user(self.paul)
        with Form(company, "clicrdv_booking.res_company_view_form_establishment") as screen:
            screen.booking_notice_minutes = 120
            screen.street = "2 rue des Essais"
        self.assertEqual(self.salon.booking_notice_minutes, 120)
        with self.assertRaises(AccessError):
            company.write({"name": "Other"})

    def test_an_establishment_is_put_online_and_taken_offline(self):
        company = self.salon.with_user(self.paul)
        company.action_booking_unpublish()
        self.assertFalse(self.env["res.company"]._booking_find(self.salon.booking_slug))
        company.action_booking_publish()
        self.assertEqual(self.env["res.company"]._booking_find(self.salon.booking_slug), self.salon)

    def test_a_new_agenda_gets_hours_of_its_own(self):
        agendas = self.as_user(self.paul, "clicrdv.agenda")
        screen = Form(agendas, "clicrdv_booking.clicrdv_agenda_view_form")
        screen.name = screen.public_name = "Bea"
        bea = screen.save()
        self.assertNotEqual(bea.resource_calendar_id, self.ana.resource_calendar_id)
        self.assertEqual(set(bea.hours_ids.mapped("hour_from")), {9.0}, "those of the first agenda")
        self.assertEqual(bea.resource_calendar_id.tz, "Europe/Paris")

    def test_hours_that_are_shared_can_be_given_up_for_own_ones(self):
        bea = make_agenda(self.env, self.salon, "Bea", self.ana.resource_calendar_id)
        self.assertTrue(bea.shares_hours)
        bea.with_user(self.paul).action_own_hours()
        self.assertNotEqual(bea.resource_calendar_id, self.ana.resource_calendar_id)
        self.assertEqual(len(bea.hours_ids), len(self.ana.hours_ids))

    def test_a_limit_of_zero_is_kept_in_the_settings(self):
        settings = self.env["res.config.settings"].create({"clicrdv_limit_search": 0, "clicrdv_limit_hold": 7})
        settings.execute()
        limit = self.env["clicrdv.rate.limit"]._limit
        self.assertEqual((limit("search")[0], limit("hold")[0]), (0, 7))

    def test_the_ticks_beside_the_calendar_are_each_user_s_own(self):
        setup = self.as_user(self.zoe, "clicrdv.agenda").get_calendar_setup()
        self.assertEqual([tick["agenda_id"][0] for tick in setup["filters"]], self.ana.ids)
        self.assertFalse(setup["is_manager"])
        self.as_user(self.zoe, "clicrdv.agenda.filter").browse(setup["filters"][0]["id"]).checked = False
        again = self.as_user(self.zoe, "clicrdv.agenda").get_calendar_setup()
        other = self.as_user(self.paul, "clicrdv.agenda").get_calendar_setup()
        self.assertEqual([setups["filters"][0]["checked"] for setups in (again, other)], [False, True])

    def test_the_history_speaks_in_local_times_and_names(self):
        event = self.staff_appointment(9, client=self.client).with_context(lang="en_US")
        event.write({"start": minutes.to_utc(at(TODAY, 10)), "stop": minutes.to_utc(at(TODAY, 10, 30))})
        event.action_done()
        state, moved, created = event.trace_ids.mapped("summary")
        self.assertEqual(state, "Booked → Done")
        self.assertEqual(moved, "Mon 11 Jan 2027 09:00 → Mon 11 Jan 2027 10:00")
        self.assertEqual(created, "Mon 11 Jan 2027 09:00 · Ana · Cut")
        self.assertNotIn("DUPONT", state + moved + created)
