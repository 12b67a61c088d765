"""People of establishments, and what they are refused."""

from odoo.fields import Command
from odoo.tests import new_test_user


class PeopleMixin:
    #: Begins the logins of a test: two that stand beside each other do not meet.
    logins = ""

    @classmethod
    def make_user(cls, login, groups, companies, **values):
        """Somebody who works for some establishments; his first one is the first of them."""
        values = {
            "email": f"{login}@example.com",
            "company_id": companies[0].id,
            "company_ids": [Command.set(companies.ids)],
            "tz": "Europe/Paris",
            **values,
        }
        return new_test_user(cls.env, f"{cls.logins}.{login}", groups=groups, **values)

    def assert_refused(self, code, call, *args, **values):
        """A call is refused by a code; what it had begun is undone.

        :return: the refusal
        """
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            call(*args, **values)
            self.env.flush_all()
        self.assertEqual(getattr(caught.exception, "code", caught.exception), code)
        return caught.exception
