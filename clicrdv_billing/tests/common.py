"""An operator with small books, and a network of establishments that he bills, built by small functions."""

import base64
from datetime import date

from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW, make_establishment

from ..logic import contract_states as states
from ..models.clicrdv_terms import KINDS

TODAY = NOW.date()
PDF = base64.b64encode(b"%PDF-1.4 a text of the contract")
#: Valid numbers that no company has: SIREN 999 999 9xx are not given out.
SIREN = "999084122"
OPERATOR_SIRET = "99934027600016"
#: The example of the banks' own documentation.
IBAN = "FR7630006000011234567890189"


def siret(siren, number):
    """A SIRET of a SIREN: the `number`-th establishment, with its check digit."""
    stem = f"{siren}{number:04d}"
    total = sum(sum(divmod(int(digit) * (1 + (place % 2 == 0)), 10)) for place, digit in enumerate(reversed(stem)))
    return f"{stem}{-total % 10}"


def make_operator(env, name="Operator", **values):
    """A company that invoices: the few accounts, the journal and the taxes that an invoice needs (a chart takes 4 s)."""
    company = (
        env["res.company"]
        .with_context(chart_template_load=True)
        .create(
            {
                "name": name,
                "street": "1 rue de l'Exemple",
                "zip": "75011",
                "city": "Paris",
                "country_id": env.ref("base.fr").id,
                "phone": "+33 1 99 00 11 11",
                "email": "bonjour@example.com",
                "company_registry": OPERATOR_SIRET,
                "vat": "FR33999340276",
                "currency_id": env.ref("base.EUR").id,
                "billing_legal_form": "SAS",
                "billing_capital": 1_000_000,
                "billing_rcs": "Paris",
                **values,
            }
        )
    )
    env.user.company_ids = [Command.link(company.id)]
    books = env(context={**env.context, "allowed_company_ids": company.ids})
    _make_books(books, company)
    company.billing_payment_term_id = env.ref("account.account_payment_term_30days")
    company.billing_bank_id = books["res.partner.bank"].create(
        {"acc_number": IBAN, "partner_id": company.partner_id.id}
    )
    company.tax_calculation_rounding_method = "round_globally"
    return company


def _make_books(env, company):
    accounts = env["account.account"].create(
        [
            {"name": name, "code": code, "account_type": kind, "company_ids": [Command.set(company.ids)], **more}
            for name, code, kind, more in (
                ("Customers", "411100", "asset_receivable", {"reconcile": True}),
                ("Suppliers", "401100", "liability_payable", {"reconcile": True}),
                ("Services", "706000", "income", {}),
                ("VAT", "445710", "liability_current", {}),
                ("Bank", "512000", "asset_cash", {}),
                ("Outstanding receipts", "511200", "asset_current", {"reconcile": True}),
            )
        ]
    )
    customers, suppliers, services, vat_account, bank, _outstanding = accounts
    for field, account in (("receivable", customers), ("payable", suppliers)):
        env["ir.default"].set("res.partner", f"property_account_{field}_id", account.id, company_id=company.id)
    env["account.journal"].create(
        [
            {
                "name": "Sales",
                "code": "VT",
                "type": "sale",
                "default_account_id": services.id,
                "company_id": company.id,
            },
            {"name": "Bank", "code": "BNK", "type": "bank", "default_account_id": bank.id, "company_id": company.id},
            {"name": "Miscellaneous", "code": "OD", "type": "general", "company_id": company.id},
        ]
    )
    _make_taxes(env, company, vat_account)


def _make_taxes(env, company, vat_account):
    group = env["account.tax.group"].create({"name": "VAT", "company_id": company.id})
    for zone, rate in (("metropole", 20), ("antilles_reunion", 8.5), ("outside", 0)):
        company[f"billing_tax_{zone}_id"] = env["account.tax"].create(
            {
                "name": f"VAT {rate} % services",
                "amount": rate,
                "type_tax_use": "sale",
                "tax_scope": "service",
                "company_id": company.id,
                "country_id": company.country_id.id,
                "tax_group_id": group.id,
                "invoice_repartition_line_ids": _repartition(vat_account),
                "refund_repartition_line_ids": _repartition(vat_account),
            }
        )


def _repartition(account):
    return [
        Command.create({"repartition_type": "base"}),
        Command.create({"repartition_type": "tax", "account_id": account.id}),
    ]


def make_network(env, name="Optique", count=5, kind="integrated", siren=SIREN, **values):
    """A network of establishments, each with its SIRET, that all share one SIREN."""
    network = env["clicrdv.network"].create({"name": name, "kind": kind, "siren": siren, **values})
    for number in range(count):
        make_establishment(
            env,
            f"{name} {number + 1}",
            network_id=network.id,
            company_registry=siret(siren, number + 2),
            email=f"shop{number + 1}@example.com",
            vat=f"FR05{siren}" if siren == SIREN else False,
        )
    return network


def make_customer(env, network, **values):
    """The head office of a network, which signs."""
    return env["res.partner"].create(
        {
            "name": f"{network.name} SA",
            "is_company": True,
            "street": "100 avenue de l'Horizon",
            "zip": "92400",
            "city": "Courbevoie",
            "country_id": env.ref("base.fr").id,
            "email": "siege@example.com",
            "company_registry": siret(network.siren or SIREN, 1),
            "vat": f"FR05{SIREN}",
            **values,
        }
    )


def make_order(env, operator, network, papers=True, **values):
    """An order of all establishments of a network at the interactive offer, with its papers."""
    order = env["clicrdv.contract"].create(
        {
            "company_id": operator.id,
            "network_id": network.id,
            "partner_id": values.pop("partner_id", None) or make_customer(env, network).id,
            "subscription_ids": [
                Command.create({"establishment_id": company.id, "activity_id": company.activity_id.id})
                for company in network.company_ids
            ],
            **values,
        }
    )
    return complete(order) if papers else order


def make_terms(env, operator, version="2026-05", published_on="2026-05-01", kinds=None):
    """One published version of each text of an operator."""
    texts = env["clicrdv.terms"].create(
        [{"company_id": operator.id, "kind": kind, "version": version, "file": PDF} for kind in kinds or dict(KINDS)]
    )
    with freeze_time(f"{published_on} 10:00:00"):
        texts.action_publish()
    return texts


def complete(order):
    """Write down everything that an order needs before it is sent for signature."""
    order.write(
        {
            "inpi_number": "4012345",
            "inpi_class": "35, 44",
            "inpi_date": "2015-05-01",
            "inpi_document": PDF,
            "negotiator_name": "Jeanne Exemple, president",
            "negotiator_rights": "Owner of the brand",
            "mandate_document": PDF,
        }
    )
    order.subscription_ids.write({"declared_on": "2026-06-01", "declared_by": "Jeanne Exemple"})
    return order


def make_contract(env, operator, network, start=date(2026, 7, 1), price=49.90, **values):
    """A contract that is in force since a day, with one price for each of its tariffs; how it was signed is left out."""
    contract = make_order(env, operator, network, **values)
    contract.subscription_ids.filtered(lambda subscription: not subscription.date_start).date_start = start
    contract.price_ids = [
        Command.create({"product_id": product.id, "date_from": start, "unit_price": price})
        for product in contract.subscription_ids.product_id
    ]
    contract._move_to(states.TO_SIGN)
    contract._move_to(states.ACTIVE, signed_on=start, date_start=start)
    return contract


def make_sms(env, company, sent_at, parts=1, kind="reminder", count=1, **values):
    """Lines of the ledger: SMS that a gateway has accepted at a moment in UTC."""
    price = values.pop("unit_price", 0.0836)
    return env["clicrdv.message"].create(
        [
            {
                "company_id": company.id,
                "kind": kind,
                "target": "client",
                "channel": "sms",
                "due_at": sent_at,
                "try_at": sent_at,
                "state": "sent",
                "parts": parts,
                "encoding": "gsm7",
                "unit_price": price,
                "amount": parts * price,
                "gateway_code": "http",
                "sent_at": sent_at,
                **values,
            }
            for _number in range(count)
        ]
    )


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class BillingCase(TransactionCase):
    """An operator, a network of five establishments in Paris and its contract, in force since 1 July 2026.

    The clock stands still on Monday 11 January 2027, 8:00 in Paris.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "tz": "Europe/Paris"})
        cls.operator = make_operator(cls.env)
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.operator.ids})
        cls.network = make_network(cls.env)
        cls.contract = make_contract(cls.env, cls.operator, cls.network)
        cls.shop = cls.contract.subscription_ids[0].establishment_id

    def setUp(self):
        super().setUp()
        # a second connection must see what this test has written; tests over HTTP are in this mode already
        if not self._registry_patched:
            self.registry_enter_test_mode()
