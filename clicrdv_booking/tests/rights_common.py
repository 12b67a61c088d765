"""Three establishments with everything in them, people of every role, and attempts that are undone afterwards."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from ..logic import minutes
from .common import TODAY, at, make_agenda, make_establishment, make_hours, make_service
from .rights_records import CHANGES, FOUND, MODELS, VALUES

PLACES = ("own", "sister", "foreign")
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


class Undo(Exception):
    """Raised inside a savepoint to undo what was tried there."""


@tagged("post_install", "-at_install")
class RightsCase(TransactionCase):
    """`own` and `sister` are of one franchise network, `foreign` is of another one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "tz": "Europe/Paris"})
        cls.minute = at(TODAY + timedelta(days=365), 0)
        networks = cls.env["clicrdv.network"].create(
            [{"name": name, "kind": "franchise"} for name in ("Network", "Other network")]
        )
        cls.companies = {
            "own": make_establishment(cls.env, "Own", network_id=networks[0].id),
            "sister": make_establishment(cls.env, "Sister", network_id=networks[0].id),
            "foreign": make_establishment(cls.env, "Foreign", network_id=networks[1].id),
        }
        cls.colleague = new_test_user(cls.env, "colleague.test", "base.group_user")
        cls.person = new_test_user(cls.env, "person.test", "base.group_user")
        cls.world = {place: cls._populate(company) for place, company in cls.companies.items()}
        cls.env.flush_all()

    @classmethod
    def _populate(cls, company):
        """One record of each kind, by the names that the table of rights uses."""
        found = {"company": company, "network": company.network_id, "hours": make_hours(cls.env, company)}
        found["hours line"] = found["hours"].attendance_ids[0]
        found["agenda"] = make_agenda(cls.env, company, "Ana", found["hours"])
        found["agenda of a colleague"] = make_agenda(cls.env, company, "Bob", found["hours"])
        found["resource"] = found["agenda"].resource_id
        found["service"] = make_service(cls.env, [found["agenda"], found["agenda of a colleague"]], company.name)
        found["skill"] = found["service"].skill_ids[0]
        for kind, model in MODELS.items():
            if kind not in found and kind not in FOUND:
                found[kind] = cls.env[model].create(cls._values(kind, found))
        found["hold"] = found["occupancy"].hold_id
        found["trace"] = found["appointment"].trace_ids
        found["trace of a colleague"] = found["appointment of a colleague"].trace_ids
        cls.env[MODELS["appointment"]].create({**cls._values("appointment", found), "booking_state": "done"})
        cls.env.flush_all()
        for kind in ("message figure", "attendance figure"):
            found[kind] = cls.env[MODELS[kind]].search([("company_id", "=", company.id)], limit=1)
        return found

    @classmethod
    def _free_time(cls):
        """Another free hour each time."""
        cls.minute += 120
        return {"start": minutes.to_utc(cls.minute), "stop": minutes.to_utc(cls.minute + 30)}

    @classmethod
    def _values(cls, kind, place):
        """Values for a further record of a kind in an establishment."""
        return VALUES[kind](cls, place)

    # === PEOPLE === #

    def user(self, *groups, company="own"):
        """Somebody who works in an establishment and has these groups."""
        company = self.companies[company]
        login = f"role{self.env['res.users'].search_count([])}.test"
        return new_test_user(
            self.env, login, ",".join(groups), company_id=company.id, company_ids=[Command.set(company.ids)]
        )

    def has_agenda(self, user):
        """The first agenda of the own establishment is this user's, the other one a colleague's."""
        own = self.world["own"]
        own["agenda"].resource_id.user_id = user
        own["agenda of a colleague"].resource_id.user_id = self.colleague

    # === ATTEMPTS === #

    def env_of(self, user):
        """The environment of a user who works in his establishment."""
        context = {**self.env.context, "allowed_company_ids": user.company_id.ids}
        return self.env(user=user, su=False, context=context)

    def attempt_one(self, user, kind, place, letter):
        """Really do one thing with a record of one kind; nothing of it stays.

        :return: the refusal, or None
        """
        return self.attempt(lambda: self._do(user, kind, place, letter))

    def attempt(self, action: Callable):
        """Do something, undo it, and return the refusal if there was one."""
        refusal = None
        with suppress(Undo):
            try:
                with self.cr.savepoint():
                    action()
                    self.env.flush_all()
                    raise Undo
            except (AccessError, UserError) as error:
                refusal = error
        self.env.invalidate_all()
        return refusal

    def _do(self, user, kind, place, letter):
        records = self.world[place]
        record, model = records[kind], MODELS[kind]
        env = self.env_of(user)
        if letter == "r":
            record.with_env(env).read(["display_name"])
        elif letter == "w":
            record.with_env(env).write(CHANGES.get(kind, {"name": "Changed"}))
        elif letter == "c":
            values = self._values(kind, records)
            env[model].create(values)
        elif record.with_env(env).has_access("unlink") and kind in VALUES:
            self.env[model].create(self._values(kind, records)).with_env(env).unlink()
        else:
            record.with_env(env).unlink()
