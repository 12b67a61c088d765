"""Two operators with everything that billing keeps, people of every role, and attempts that are undone afterwards."""

from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, new_test_user, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW
from odoo.addons.clicrdv_booking.tests.rights_common import OPERATIONS, RightsCase

from .common import SIREN, make_contract, make_network, make_operator
from .rights_records import CHANGES, JULY, MODELS, VALUES

PLACES = ("own", "foreign")
SIRENS = {"own": SIREN, "foreign": "999084130"}


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class BillingRightsCase(TransactionCase):
    """`own` and `foreign` are two operators, each with a network, its contract, and one record of each kind."""

    attempt = RightsCase.attempt

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "tz": "Europe/Paris"})
        cls.counter = 0
        cls.world = {place: cls._populate(place) for place in PLACES}
        cls.env.flush_all()

    @classmethod
    def _populate(cls, name):
        """One record of each kind, by the names that the table of rights uses."""
        operator = make_operator(cls.env, f"Operator {name}", billing_integrity_required=False)
        kept, cls.env = cls.env, cls.env(context={**cls.env.context, "allowed_company_ids": operator.ids})
        network = make_network(cls.env, f"Network {name}", count=1, siren=SIRENS[name])
        network.company_ids.vat = "/"
        contract = make_contract(cls.env, operator, network)
        found = {"operator": operator, "network": network, "contract": contract}
        found |= {"shop": contract.subscription_ids.establishment_id, "price": contract.price_ids[:1]}
        found |= {"subscription": contract.subscription_ids, "product": cls._product()}
        later = {"letter of a policy": "level"}
        for kind in VALUES:
            if kind not in found and kind != "usage":
                found[kind] = cls.env[MODELS[kind]].create(cls._values(kind, found))
                found[later.get(kind, kind)] = found[kind]
            if kind == "charge":
                cls.env.flush_all()
                query = "INSERT INTO clicrdv_usage (id, charge_id) VALUES (%s, %s)"
                cls.env.cr.execute(query, [-found["charge"].id, found["charge"].id])
                found["usage"] = cls.env["clicrdv.usage"].browse(-found["charge"].id)
        found["invoice"].action_post()
        found["notice"].action_take_back()
        found["published report"].write({"state": "sent", "sent_at": NOW})
        cls.env.flush_all()
        cls.env = kept
        return {kind: record.with_env(kept) for kind, record in found.items()}

    @classmethod
    def _product(cls):
        return cls.env["product.product"].create({"name": f"Product {cls._number()}", "type": "service"})

    @classmethod
    def _number(cls):
        """Another number each time."""
        cls.counter += 1
        return cls.counter

    @classmethod
    def _day(cls):
        """Another day each time."""
        return JULY + timedelta(days=cls._number())

    @classmethod
    def _month(cls):
        """Another month that is over each time."""
        years, month = divmod(cls._number(), 12)
        return date(2026 - years, month + 1, 1)

    @classmethod
    def _values(cls, kind, place):
        """Values for a further record of a kind at an operator."""
        return VALUES[kind](cls, place)

    # === PEOPLE === #

    def user(self, *groups, company=None, **values):
        """Somebody with these groups who works in a company; at the own operator when none is named."""
        company = company or self.world["own"]["operator"]
        login = f"role{self._number()}.test"
        company_values = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        return new_test_user(self.env, login, ",".join(groups), **company_values, **values)

    def env_of(self, user):
        """The environment of a user who works in his company."""
        context = {**self.env.context, "allowed_company_ids": user.company_id.ids}
        return self.env(user=user, su=False, context=context)

    # === ATTEMPTS === #

    def attempt_one(self, user, kind, place, letter):
        """Really do one thing with a record of one kind; nothing of it stays.

        :return: the refusal, or None
        """
        return self.attempt(lambda: self._do(user, kind, place, letter))

    def _do(self, user, kind, place, letter):
        records = self.world[place]
        record, model = records[kind], MODELS[kind]
        env = self.env_of(user)
        if letter == "r":
            record.with_env(env).read(["display_name"])
        elif letter == "w":
            record.with_env(env).write(CHANGES.get(kind, {"name": "Changed"}))
        elif letter == "c":
            env[model].create(self._values(kind, records))
        elif record.with_env(env).has_access("unlink"):
            self.env[model].create(self._values(kind, records)).with_env(env).unlink()
        else:
            record.with_env(env).unlink()

    def may(self, user, kind, place, letter):
        """What the rights say, beside what really happens."""
        return bool(self.world[place][kind].with_env(self.env_of(user))._filtered_access(OPERATIONS[letter]))
