"""The access log while somebody works on its table (GDP-77)."""

from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, new_test_user, tagged

from ..models import clicrdv_access
from .access_common import MANAGER

PAGE = {"display_name": {}, "email": {}}


@tagged("post_install", "-at_install")
class TestAccessLogLocked(TransactionCase):
    def test_a_page_goes_on_when_the_table_of_the_log_is_locked(self):
        """GDP-77: and the log of the server says who saw what."""
        self.patch(clicrdv_access, "LONGEST_WAIT", "50ms")
        user = new_test_user(self.env, "locked.access", MANAGER)
        values = {"name": "Anne", "is_client_file": True, "company_id": user.company_id.id}
        client = self.env["res.partner"].create(values)
        self.env.flush_all()
        client.with_user(user).web_read(PAGE)
        # a real second connection: cursors of tests are all the same one
        with db_connect(self.env.cr.dbname).cursor() as other:
            other.execute("LOCK TABLE clicrdv_access IN ACCESS EXCLUSIVE MODE")
            with self.assertLogs(clicrdv_access.__name__, "ERROR") as logged:
                self.env.cr.precommit.run()
        self.assertIn(f"user {user.id} opened res.partner [{client.id}]", logged.output[0])
        client.with_user(user).web_read(PAGE)
        self.env.cr.precommit.run()
        self.assertEqual(self.env["clicrdv.access"].search_count([("user_id", "=", user.id)]), 1)
