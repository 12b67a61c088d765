"""Whoever leaves is out at once: sessions, keys, tokens (GDP-74)."""

from datetime import datetime, timedelta

from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW

from .access_common import MANAGER, AccessCase


class DepartureCase(AccessCase):
    def give_keys(self, user):
        """Everything by which somebody comes in without his password."""
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        keys._generate("rpc", "Till", None)
        self.env["auth_totp.device"].with_user(user).sudo()._generate("browser", "Laptop", datetime(2030, 1, 1))
        self.env["res.device.log"].sudo().create(
            {
                "session_identifier": "x" * 42,
                "user_id": user.id,
                "revoked": False,
                "first_activity": NOW,
                "last_activity": NOW - timedelta(hours=1),
            }
        )
        user.partner_id.signup_prepare(signup_type="reset")
        self.env.flush_all()

    def keys(self, user):
        """What is left of it: keys, trusted browsers, open sessions, links."""
        counts = []
        for query in (
            "SELECT count(*) FROM res_users_apikeys WHERE user_id = %s",
            "SELECT count(*) FROM auth_totp_device WHERE user_id = %s",
            "SELECT count(*) FROM res_device_log WHERE user_id = %s AND revoked IS NOT TRUE",
            "SELECT count(*) FROM res_users u JOIN res_partner p ON p.id = u.partner_id"
            " WHERE u.id = %s AND p.signup_type IS NOT NULL",
        ):
            self.env.flush_all()
            self.env.cr.execute(query, [user.id])
            counts.append(self.env.cr.fetchone()[0])
        return counts

    def token(self, user):
        self.env.registry.clear_cache()
        return user.sudo()._compute_session_token("sid" * 20)


@freeze_time(NOW)
class TestDeparture(DepartureCase):
    def test_each_way_of_leaving_closes_everything_in_the_same_transaction(self):
        """GDP-74"""
        manager = self.env.ref(MANAGER)
        ways = {
            "archived": lambda user: user.action_archive(),
            "role taken": lambda user: user.write({"group_ids": [(3, manager.id)]}),
            "role taken on the group": lambda user: manager.write({"user_ids": [(3, user.id)]}),
            "made a portal user": lambda user: user.write(
                {"group_ids": [(6, 0, self.env.ref("base.group_portal").ids)]}
            ),
            "taken out of an establishment": lambda user: user.write({"company_ids": [(3, self.shops[0].id)]}),
        }
        for number, (way, leave) in enumerate(ways.items()):
            with self.subTest(way):
                user = self.make_user(f"leaver{number}", MANAGER, self.salon | self.shops[0])
                self.give_keys(user)
                self.assertEqual(self.keys(user), [1, 1, 1, 1])
                token = self.token(user)
                leave(user)
                self.assertEqual(self.keys(user), [0, 0, 0, 0])
                self.assertNotEqual(self.token(user), token)

    def test_a_departure_that_is_rolled_back_closes_nothing(self):
        """GDP-74: the same transaction, both ways."""
        user = self.make_user("leaver", MANAGER, self.salon)
        self.give_keys(user)
        token = self.token(user)
        savepoint = self.env.cr.savepoint(flush=True)
        user.action_archive()
        self.env.flush_all()
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        self.assertEqual(self.keys(user), [1, 1, 1, 1])
        self.assertEqual(self.token(user), token)

    def test_a_new_role_or_a_new_name_closes_nothing(self):
        user = self.make_user("stayer", MANAGER, self.salon)
        self.give_keys(user)
        token = self.token(user)
        user.write({"name": "Other", "group_ids": [(4, self.env.ref("base.group_allow_export").id)]})
        user.company_ids |= self.shops[0]
        self.assertEqual(self.keys(user), [1, 1, 1, 1])
        self.assertEqual(self.token(user), token)


@tagged("post_install", "-at_install")
class TestDepartureOverHttp(HttpCase, DepartureCase):
    def test_an_open_screen_is_closed_with_the_role(self):
        """GDP-74: the next click of an open session leads to the login."""
        user = self.make_user("leaver", MANAGER, self.salon)
        self.authenticate(user.login, user.login)
        self.assertNotIn("/web/login", self.url_open("/odoo").url)
        user.write({"group_ids": [(3, self.env.ref(MANAGER).id)]})
        self.env.flush_all()
        self.assertIn("/web/login", self.url_open("/odoo").url)
