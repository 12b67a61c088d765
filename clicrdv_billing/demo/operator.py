"""The operator: his books, who he is, the texts and the prices that he sells with."""

import base64
import hashlib
from datetime import timedelta

from odoo.fields import Command
from odoo.tools.misc import file_open

from odoo.addons.clicrdv_booking.demo.papers import paper

from ..logic import penalties

#: A bank that does not exist; the check digits are right.
IBAN = "FR76 9999 9000 0100 0001 2345 693"
TERMS = {
    "cgv": (
        "Conditions générales de vente",
        "Le prestataire met à la disposition des établissements du client un service de prise de rendez-vous en ligne.",
        "Durée : 12 ou 36 mois à compter de la signature, renouvelée tacitement par périodes de 12 mois, sauf préavis de"
        " quatre mois.",
        "Factures mensuelles, payables à 30 jours par virement. Tout retard entraîne des pénalités de trois fois le taux"
        " d'intérêt légal et une indemnité forfaitaire de 40 EUR.",
    ),
    "annex_sla": (
        "Annexe 1 : niveaux de service",
        "Disponibilité mensuelle : 99,7 %. Prise en compte d'un incident en une heure ouvrée.",
    ),
    "dpa": (
        "Accord sur la protection des données",
        "Le prestataire traite les données des clients finaux pour le compte de chaque établissement, sur son"
        " instruction (article 28 du RGPD).",
    ),
}
VERSION = "1.4"
#: Price list of a network: (name, monthly price of the interactive agenda, of the simple one).
PRICES = {
    "network_horizon": ("Tarif Horizon Optique", 44.90, 26.90),
    "network_atelier": ("Tarif Atelier Coupe", 49.90, 29.90),
}
#: What the addon leaves to the operator: he types the rate of each half-year as the order says it.
INVENTED_RATE = 2.4


def prepare_operator(env, story):
    """The operator, ready to invoice."""
    operator = env.company
    # not `try_loading`, which warns while addons are still being loaded: those of accounting are there
    env["account.chart.template"]._load("fr", operator, install_demo=False)
    operator.write(
        {
            "billing_legal_form": "SAS",
            "billing_capital": 250_000,
            "billing_rcs": "Paris",
            "support_email": "assistance@example.com",
            "logo": base64.b64encode(file_open("clicrdv_booking/static/description/icon.png", "rb").read()),
        }
    )
    operator.partner_id.lang = "fr_FR"
    env["res.partner.bank"].create({"acc_number": IBAN, "partner_id": operator.partner_id.id})
    operator._prepare_billing_books()
    _let_payments_be_booked(env)
    _publish_terms(env, story)
    _write_rates(env, story)


def _let_payments_be_booked(env):
    """Payments are entries of their own, so that an invoice is settled without a bank statement."""
    waiting = env["account.account"].create(
        {"name": "Virements reçus à pointer", "code": "511900", "account_type": "asset_current", "reconcile": True}
    )
    bank = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)
    bank.inbound_payment_method_line_ids.payment_account_id = waiting


def _publish_terms(env, story):
    published = story.signed_on - timedelta(days=40)
    for kind, (title, *paragraphs) in TERMS.items():
        content = paper(f"{title}, version {VERSION}", *paragraphs)
        env["clicrdv.terms"].create(
            {
                "kind": kind,
                "version": VERSION,
                "file": base64.b64encode(content),
                "file_name": f"{kind}-{VERSION}.pdf",
                "sha256": hashlib.sha256(content).hexdigest(),
                # published in the past, which no button does
                "published_on": published,
            }
        )


def _write_rates(env, story):
    """The legal rates that penalties need up to today."""
    rates = env["clicrdv.interest.rate"]
    last = max(rates.search([]).mapped("date_start"))
    while last < penalties.half_year_of(story.today):
        last = last.replace(month=7) if last.month == 1 else last.replace(year=last.year + 1, month=1)
        rates.create(
            {
                "date_start": last,
                "rate_business": INVENTED_RATE,
                "source": "Démonstration : taux inventé, à remplacer par celui de l'arrêté",
                "to_check": True,
            }
        )


def pricelist_of(env, network):
    """The price list that a network is offered.

    :param str network: the name of its record in the booking demo
    """
    name, interactive, simple = PRICES[network]
    products = {"product_subscription_interactive": interactive, "product_subscription_simple": simple}
    return env["product.pricelist"].create(
        {
            "name": name,
            "company_id": env.company.id,
            "currency_id": env.ref("base.EUR").id,
            "item_ids": [
                Command.create(
                    {
                        "applied_on": "0_product_variant",
                        "product_id": env.ref(f"clicrdv_billing.{product}").id,
                        "compute_price": "fixed",
                        "fixed_price": price,
                    }
                )
                for product, price in products.items()
            ],
        }
    )
