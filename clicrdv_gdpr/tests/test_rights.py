"""The rights of data protection as one table: each role, each kind of record, two houses, four operations.

Records are put into the tables without the code of their models, so that each model is there, whatever its own rules are.
"""

from contextlib import suppress

from psycopg2 import IntegrityError
from psycopg2.extras import Json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.clicrdv_booking.tests.common import make_agenda, make_establishment, make_hours

from .rights_table import EXTRA, LOOSE, OPERATIONS, PROCESSORS, ROLES, SIDES, VALUES, table


class Undo(Exception):
    """Raised inside a savepoint to undo what was tried there."""


class Refused(UserError):
    """By the database."""

    def __init__(self):
        super().__init__("refused")


@tagged("post_install", "-at_install")
class TestPrivacyRights(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.houses, cls.world = {}, {}
        for side in ("", "other "):
            network = cls.env["clicrdv.network"].create({"name": f"{side}network", "kind": "franchise"})
            shop = make_establishment(cls.env, f"{side}shop", network_id=network.id)
            make_agenda(cls.env, shop, "Ana", make_hours(cls.env, shop))
            cls.houses[f"{side}shop"] = shop
            cls.houses[f"{side}processor"] = cls.env["res.company"].create({"name": f"{side}processor"})
        cls.houses["head office"] = cls.env.ref("base.main_company")
        for side in ("", "other "):
            cls.world[side] = cls._populate(side)
        cls.env.invalidate_all()

    @classmethod
    def _models(cls):
        ours = (model for name, model in cls.env.registry.items() if name.startswith("clicrdv."))
        kept = (model._name for model in ours if not model._abstract and not model._transient)
        return sorted(name for name in kept if cls.env[name]._original_module == "clicrdv_gdpr")

    # === A WORLD === #

    @classmethod
    def _populate(cls, side):
        """One record of each model, with what it refers to."""
        shop, processor = cls.houses[f"{side}shop"], cls.houses[f"{side}processor"]
        staff = new_test_user(
            cls.env,
            f"{side}zoe.rights".replace(" ", "."),
            company_id=shop.id,
            company_ids=[Command.set((shop | processor).ids)],
        )
        client = cls.env["res.partner"].create({"name": "Client", "is_client_file": True, "company_id": shop.id})
        found = {"res.users": staff, "res.partner": client, "res.country": cls.env.ref("base.us")}
        for name in cls._models():
            if name not in found and cls.env[name]._auto:
                cls._insert(name, found, side)
        rights = cls.env["clicrdv.access.right"].search([("company_id", "=", shop.id)], limit=1)
        return {**found, "clicrdv.access.right": rights}

    @classmethod
    def _insert(cls, name, found, side):
        model = cls.env[name]
        plain = ("integer", "float", "selection", "boolean")
        names = [field.name for field in model._fields.values() if field.store and field.type in plain]
        values = {**model.default_get(names), **EXTRA.get(name, {})}
        for field in model._fields.values():
            if field.store and field.column_type and field.name not in ("id", *values):
                value = cls._value(model, field, found, side)
                if value is not None:
                    values[field.name] = value
        for column in list(values):
            if model._fields[column].translate:
                values[column] = Json({"en_US": values[column]})
        columns = SQL(", ").join(SQL.identifier(column) for column in values)
        cells = SQL(", ").join(SQL("%s", value) for value in values.values())
        query = SQL("INSERT INTO %s (%s) VALUES (%s) RETURNING id", SQL.identifier(model._table), columns, cells)
        found[name] = model.browse(cls.env.execute_query(query)[0][0])

    @classmethod
    def _value(cls, model, field, found, side):
        """What a column holds: companies by their part, and whatever else is required."""
        kept_by_processor = "provider_id" not in model._fields and model._name in PROCESSORS
        if field.name == "provider_id" or (field.name == "company_id" and kept_by_processor):
            return cls.houses[f"{side}processor"].id
        if field.name == "company_id":
            return cls.houses[f"{side}shop"].id
        if field.type == "many2one" and (field.required or field.comodel_name in found):
            if field.comodel_name == model._name:
                return None
            if field.comodel_name.startswith("clicrdv.") and field.required and field.comodel_name not in found:
                cls._insert(field.comodel_name, found, side)
            return found[field.comodel_name].id if field.comodel_name in found else None
        if not field.required:
            return None
        return VALUES[field.type](field, side)

    # === ATTEMPTS === #

    def play(self, role):
        """Somebody of this role."""
        groups, house = ROLES[role]
        if role == "billing" and "clicrdv_billing" not in self.env.registry._init_modules:
            groups = "base.group_user"
        if role == "public":
            return self.env.ref("base.public_user")
        company = self.houses[house]
        user = new_test_user(
            self.env,
            f"anne{len(role)}.{role[:3]}",
            groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        if role == "network":
            self.houses["shop"].network_id.manager_ids = user
        return user

    def env_of(self, user):
        return self.env(user=user, su=False, context={**self.env.context, "allowed_company_ids": user.company_id.ids})

    def letters(self, user, record):
        own = record.with_env(self.env_of(user))
        return "".join(letter for letter, name in OPERATIONS.items() if own._filtered_access(name)) or "-"

    def attempt(self, action, *args):
        """Do something and undo it.

        :return: what it gave, or the refusal
        """
        result = None
        with suppress(Undo):
            try:
                with self.cr.savepoint():
                    result = action(*args)
                    self.env.flush_all()
                    raise Undo
            except (AccessError, UserError) as refusal:
                result = refusal
        self.env.invalidate_all()
        return result

    def each(self, *roles):
        """Roles against records: (the case in words, record as that role, what the table lets it do)."""
        for role in roles or ROLES:
            user = self.play(role)
            for kind, cells in table().items():
                for side, letters in zip(SIDES, cells[role], strict=True):
                    record = self.world[side][f"clicrdv.{kind}"].with_env(self.env_of(user))
                    yield f"{role}: {side}{kind}", record, letters

    # === TESTS === #

    def test_every_model_of_ours_is_in_the_table(self):
        self.assertEqual({f"clicrdv.{kind}" for kind in table()}, set(self._models()), "decide who may do what with it")

    def test_each_role_has_the_rights_of_the_table(self):
        for case, record, letters in self.each():
            granted = "".join(letter for letter, name in OPERATIONS.items() if record._filtered_access(name))
            with self.subTest(case):
                self.assertEqual(granted, letters)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models.unlink")
    def test_what_is_not_ones_own_is_found_by_no_call_and_changed_by_none(self):
        for case, record, letters in self.each():
            with self.subTest(case):
                self.check_refused(record, letters)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.sql_db")
    def test_nobody_moves_a_record_to_where_he_may_not_write(self):
        for case, record, letters in self.each("officer", "processor", "manager", "rival"):
            side = "other " if record.env.company in self.houses_of("") else ""
            for field in record._fields.values() if "w" in letters else ():
                other = self.world[side].get(field.comodel_name)
                if field.type == "many2one" and field.store and field.name not in LOOSE and other:
                    with self.subTest(case, field=field.name):
                        moved = self.attempt(self.move, record, field.name, other)
                        self.assertTrue(isinstance(moved, Exception) or moved == "still his")

    # === CHECKS === #

    def houses_of(self, side):
        return self.houses[f"{side}shop"] | self.houses[f"{side}processor"]

    def move(self, record, name, other):
        try:
            record.write({name: other.id})
            self.env.flush_all()
        except IntegrityError as refusal:
            raise Refused from refusal
        self.env.invalidate_all()
        return "still his" if record._filtered_access("write") else "gone"

    def check_refused(self, record, letters):
        if "r" not in letters:
            self.check_unseen(record)
        if "w" not in letters:
            self.assertIsInstance(self.attempt(record.write, {self.writable(record): False}), Exception)
        if "d" not in letters:
            self.assertIsInstance(self.attempt(record.unlink), Exception)

    def check_unseen(self, record):
        domain = [("id", "=", record.id)]
        for call in (
            lambda: record.search(domain).ids,
            lambda: record.search_read(domain, ["display_name"]),
            lambda: [row for row in record.formatted_read_group(domain, [], ["__count"]) if row["__count"]],
            lambda: record.name_search("", domain),
        ):
            found = self.attempt(call)
            self.assertFalse([] if isinstance(found, AccessError) else found)
        for call in (lambda: record.read(["display_name"]), lambda: record.export_data(["display_name"])):
            self.assertIsInstance(self.attempt(call), Exception)

    def writable(self, record):
        """A field that somebody could try to write."""
        names = (
            field.name for field in record._fields.values() if field.store and field.type in ("char", "date", "text")
        )
        return next(names, "write_date")
