"""What somebody tries who calls the server himself: any field, any method, any context, of any record that he knows."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw

from .rights_common import BillingRightsCase
from .rights_records import CHANGES, MODELS
from .test_rights import ROLES, table

#: Shared by all operators, without a state: nothing of it is moved or pushed anywhere.
SHARED = {"clicrdv.interest.rate", "clicrdv.integrity.question"}
#: Fields of an operator that nobody but an administrator reads.
SECRETS = {
    "yousign_base_url", "yousign_key", "yousign_webhook_secret", "yousign_webhook_token", "yousign_webhook_url",
    "service_probe_token", "service_probe_report_url", "billing_platform_folder",
}  # fmt: skip
#: Fields by which a record belongs to another one, and to its operator.
PARENTS = {"contract_id", "quote_id", "change_id", "review_id", "policy_id", "case_id", "letter_id", "incident_id"}
WRITTEN = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables WHERE relname != 'ir_logging'"


class TestByHand(BillingRightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own, cls.foreign = cls.world["own"], cls.world["foreign"]
        cls.rights = {kind: row["billing"][0] for kind, row in table().items()}

    def setUp(self):
        super().setUp()
        self.manager = self.user(*ROLES["billing"])
        self.env.flush_all()

    def mine(self, record, **context):
        """A record or model as the billing manager of the own operator calls it."""
        return record.with_env(self.env_of(self.manager)).with_context(**context)

    def kinds(self, letter):
        """Kinds of records with which the billing manager may do something."""
        return [kind for kind, letters in self.rights.items() if letter in letters]

    def fresh(self, kind):
        return self.env[MODELS[kind]].create(self._values(kind, self.own))

    def refused(self, record, values):
        """Whether a write is refused; nothing of it stays."""
        return self.attempt(lambda: self.mine(record).write(values)) is not None

    # === STATES === #

    def test_no_state_is_written_by_hand(self):
        for kind in self.kinds("w"):
            if "state" not in self.env[MODELS[kind]]._fields or kind == "invoice":
                continue
            record = self.fresh(kind)
            for state in dict(record._fields["state"]._description_selection(self.env)):
                with self.subTest(kind=kind, state=state):
                    self.assertTrue(self.refused(record, {"state": state}))

    def test_bil_38_a_contract_begins_by_a_signature_only(self):
        order = self.fresh("contract")
        signed = {"state": "active", "signed_on": "2026-07-01", "date_start": "2026-07-01"}
        for values in ({**signed}, {"signed_on": "2026-07-01"}, {"date_start": "2026-07-01"}, {"state": "to_sign"}):
            with self.subTest(values):
                self.assertTrue(self.refused(order, values))
        for values in ({"end_date": "2099-01-01"}, {"renewal_count": 9}, {"approved_codes": "too_few"}):
            with self.subTest(values):
                self.assertTrue(self.refused(self.own["contract"], values))

    def test_bil_18_establishments_of_a_signed_contract_change_by_its_moves_only(self):
        row, order = self.own["subscription"], self.fresh("contract")
        for values in (
            {"product_id": self.own["product"].id},
            {"offer": "simple"},
            {"date_start": "2020-01-01"},
            {"date_end": "2027-01-01"},
            {"contract_id": order.id},
        ):
            with self.subTest(values):
                self.assertTrue(self.refused(row, values))
        create = self.mine(self.env["clicrdv.subscription"]).create
        self.assertIsNotNone(self.attempt(lambda: create(self._values("subscription", self.own))))
        line = create({**self._values("subscription", self.own), "contract_id": order.id, "date_start": "2020-01-01"})
        self.assertFalse(line.date_start, "days begin with the signature")

    def test_bil_03_what_made_an_order_eligible_stays_as_it_was_signed(self):
        for values in ({"inpi_number": "1"}, {"brand": "Another"}, {"mandate_document": False}):
            with self.subTest(values):
                self.assertTrue(self.refused(self.own["contract"], values))

    def test_a_record_is_not_made_in_another_state_than_its_first(self):
        """By its values, by the context of the call, or by a default that somebody has set for himself."""
        for kind in self.kinds("c"):
            model = self.env[MODELS[kind]]
            if "state" not in model._fields or kind in ("invoice", "notice"):
                continue
            first = self.fresh(kind).state
            for state in set(dict(model._fields["state"]._description_selection(self.env))) - {first}:
                with self.subTest(kind=kind, state=state):
                    self.assertEqual(self.made(kind, {"state": state}).state, first)
                    self.assertEqual(self.made(kind, {}, default_state=state).state, first)
                    self.mine(self.env["ir.default"]).set(model._name, "state", state, user_id=True)
                    self.assertEqual(self.made(kind, {}).state, first)

    def made(self, kind, values, **context):
        values = {**self._values(kind, self.own), **values}
        return self.mine(self.env[MODELS[kind]], **context).create(values).with_env(self.env)

    def test_an_accepted_quote_is_accepted_by_its_customer_only(self):
        accepted = {"state": "accepted", "accepted_by": "Me", "accepted_on": "2027-01-11", "accepted_how": "portal"}
        context = {f"default_{name}": value for name, value in accepted.items()}
        quote = self.made("quote", accepted, **context)
        self.assertEqual((quote.state, quote.accepted_by), ("draft", False))

    def test_what_only_methods_write_is_not_written_by_hand(self):
        """A hand cannot forge a sending, a figure, a text that was frozen, a hash or a person who decided."""
        for kind, values in (
            ("terms", {"published_on": "2026-05-01", "sha256": "0"}),
            ("service report", {"availability": 100, "verdict": "met"}),
            ("dunning letter", {"body": "<script>alert(1)</script>"}),
            ("dunning letter", {"sent_on": "2026-12-01"}),
            ("dunning letter", {"amount_total": 1}),
            ("late customer", {"accelerated_on": "2026-12-01"}),
            ("change", {"effect_on": "2026-12-01"}),
            ("change", {"window_end": "2026-12-01"}),
            ("termination", {"restricted": True}),
            ("termination", {"confirmed_by_id": self.manager.id}),
            ("claim", {"decided_on": "2027-01-01"}),
            ("review", {"is_closed": True}),
            ("special terms", {"decided_by_id": self.env.uid}),
            ("incident", {"fix_open": False}),
            ("run", {"previewed_at": "2027-01-01"}),
            ("line of a quote", {"amount": 1}),
            ("step of an incident", {"done_by_id": self.env.uid}),
            ("subscription", {"days_kept": {"first": "2026-01-01", "last": False}}),
        ):
            with self.subTest(kind=kind, values=values):
                self.assertTrue(self.refused(self.fresh(kind), values))
        refusal = self.attempt(lambda: self.mine(self.own["contract"]).write({"end_date": "2027-01-01"}))
        self.assertEqual(refusal.code, "written_by_hand")

    def test_no_context_of_a_call_opens_what_is_kept(self):
        for mark in (True, 1, "clicrdv_move", {}, [object]):
            record = self.mine(self.own["contract"], clicrdv_move=mark, clicrdv_amendment=mark)
            with self.subTest(mark), self.assertRaises(UserError), self.cr.savepoint():
                record.write({"end_date": "2027-01-01"})

    # === OTHER OPERATORS === #

    def test_nothing_is_moved_to_another_operator(self):
        """Neither by its company nor by what it belongs to."""
        for kind in self.kinds("w"):
            model = self.env[MODELS[kind]]
            for name, foreign in self.foreign_parents(model):
                with self.subTest(kind=kind, field=name):
                    record = self.fresh(kind)
                    self.attempt(lambda record=record, values={name: foreign.id}: self.keep_here(record, values))

    def keep_here(self, record, values):
        """Write; whatever came of it, the record belongs to its operator as before."""
        try:
            with self.cr.savepoint():
                self.mine(record).write(values)
                self.env.flush_all()
        except (AccessError, UserError):
            return
        self.env.invalidate_all()
        operator = record.company_id if "company_id" in record else record.incident_id.company_id
        self.assertEqual(operator, self.own["operator"])
        self.assertFalse(PARENTS & values.keys())

    def foreign_parents(self, model):
        """Each field that leads to a record of the foreign operator, and one."""
        by_model = {MODELS[kind]: record for kind, record in self.foreign.items() if kind in MODELS}
        by_model["res.company"] = self.foreign["operator"]
        for name, field in model._fields.items():
            ours = (field._module or "").startswith("clicrdv_billing") or name == "company_id"
            if field.type == "many2one" and field.store and ours and field.comodel_name in by_model:
                yield name, by_model[field.comodel_name]

    def test_nothing_is_made_under_what_belongs_to_another_operator(self):
        """Not even with the own company as the default of the call, which a stored related field would take."""
        own = {"default_company_id": self.own["operator"].id}
        for kind in self.kinds("c"):
            if "company_id" not in self.env[MODELS[kind]]._fields:
                continue
            for context in ({}, own):
                with self.subTest(kind=kind, context=context):
                    values = self._values(kind, self.foreign)
                    refusal = self.attempt(
                        lambda kind=kind, values=values, context=context: self.mine(
                            self.env[MODELS[kind]], **context
                        ).create(values)
                    )
                    self.assertIsNotNone(refusal)

    # === METHODS === #

    def test_no_button_does_anything_for_whoever_may_not_write(self):
        people = [self.play(role) for role in ("network", "manager", "head", "rival")]
        for kind, name in MODELS.items():
            for method in self.buttons(name):
                for user in people:
                    with self.subTest(user=user.group_ids.mapped("name"), kind=kind, method=method):
                        self.assertEqual(self.rows_written(user, self.own[kind], method), 0)

    def play(self, role):
        own = self.own
        companies = {"manager": own["shop"], "rival": self.foreign["operator"]}
        user = self.user(*ROLES[role], company=companies.get(role))
        if role == "network":
            own["network"].manager_ids = user
        elif role == "head":
            user.partner_id.parent_id = own["contract"].partner_id
        self.env.flush_all()
        return user

    def buttons(self, model):
        """The public methods of our own on a model."""
        classes = type(self.env[model]).__mro__
        ours = (cls for cls in classes if cls.__module__.startswith("odoo.addons.clicrdv_billing"))
        return sorted({name for cls in ours for name in vars(cls) if name.startswith("action_")})

    def rows_written(self, user, record, method):
        self.env.flush_all()
        self.env.invalidate_all()

        def call():
            call_kw(self.env[record._name].with_env(self.env_of(user)), method, [record.ids], {})

        before = self.rows()
        self.attempt(call)
        return self.rows() - before

    def rows(self):
        self.env.flush_all()
        self.cr.execute(WRITTEN)
        return self.cr.fetchone()[0] or 0

    # === SECRETS === #

    def test_nobody_but_an_administrator_reads_a_secret_of_an_operator(self):
        operator = self.own["operator"]
        operator.write({"yousign_key": "s3cr3t", "yousign_webhook_secret": "s3cr3t", "billing_platform_folder": "/srv"})
        operator.action_new_probe_token()
        company = self.mine(operator)
        fields = set(self.env["res.company"]._fields)
        self.assertLessEqual(SECRETS, fields)
        for name in SECRETS:
            with self.subTest(name):
                self.assertNotIn(name, company.fields_get())
                for read in (
                    lambda name=name: company.read([name]),
                    lambda name=name: company.search([(name, "like", "s")]),
                    lambda name=name: company.export_data([name]),
                    lambda name=name: company.web_read({name: {}}),
                    lambda name=name: company.formatted_read_group([], [name], ["__count"]),
                    lambda name=name: company.search([], order=name),
                    lambda name=name: self.mine(self.own["contract"]).search([(f"company_id.{name}", "!=", False)]),
                    lambda name=name: self.mine(self.own["contract"]).export_data([f"company_id/{name}"]),
                ):
                    self.assertIsInstance(self.attempt(read), (AccessError, UserError, ValidationError))
        copied = self.env["res.company"]._fields
        self.assertFalse([name for name in SECRETS if copied[name].copy and name.endswith(("key", "secret", "token"))])

    def test_who_reads_an_order_does_not_get_the_link_that_signs_it(self):
        order = self.fresh("contract")
        order._portal_ensure_token()
        for role in ("network", "head", "manager", "rival"):
            seen = order.with_env(self.env_of(self.play(role)))
            with self.subTest(role):
                self.assertIsInstance(self.attempt(lambda seen=seen: seen.read(["access_token"])), AccessError)
                self.assertIsInstance(self.attempt(lambda seen=seen: seen.get_portal_url()), AccessError)
        self.assertIsInstance(self.attempt(lambda: self.mine(order).read(["access_token"])), AccessError)
        self.assertIn(order.access_token, self.mine(order).get_portal_url())

    # === HYGIENE === #

    def test_every_model_that_somebody_writes_is_guarded(self):
        guard = self.env.registry["clicrdv.billing.guarded.mixin"]
        lines = self.env["ir.model.access"].search(
            [("model_id.model", "=like", "clicrdv.%"), "|", ("perm_write", "=", True), ("perm_create", "=", True)]
        )
        written = {line.model_id.model for line in lines if line.group_id != self.env.ref("base.group_system")}
        for name in written - SHARED:
            model = self.env[name]
            if model._original_module == "clicrdv_billing" and not model._transient:
                self.assertTrue(issubclass(type(model), guard), name)
        self.assertTrue(CHANGES.keys() <= MODELS.keys())
