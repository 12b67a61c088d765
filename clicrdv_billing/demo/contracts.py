"""The contract of Horizon Optique, signed by hand, and the order of Atelier Coupe, which somebody has to decide on."""

import base64
from datetime import datetime, time, timedelta

from odoo.fields import Command

from odoo.addons.clicrdv_booking.demo.papers import paper

from ..logic import contract_states as states
from .operator import pricelist_of
from .story import HORIZON, LEAVES, company_of

SIGNER = {
    "signer_firstname": "Agathe",
    "signer_lastname": "Delorme",
    "signer_quality": "Présidente",
    "signer_email": "agathe.delorme@example.com",
    "signer_power": "Représentante légale",
}
ATELIER = ("bordeaux", "nantes", "rennes")


def sign_horizon(env, story):
    """The contract in force, with the documents that it was signed with.

    :return: clicrdv.contract record
    """
    customer = company_of(env, "horizon").partner_id
    customer.lang = "fr_FR"
    declared = story.signed_on - timedelta(days=12)
    contract = _order(
        env,
        "network_horizon",
        customer,
        [company_of(env, name) for name in (*HORIZON, LEAVES)],
        declared,
        inpi_number="4998877",
        negotiator_name="Agathe Delorme, présidente",
        **SIGNER,
    )
    contract.subscription_ids.establishment_id.partner_id.lang = "fr_FR"
    company_of(env, "nice").partner_id.lang = "fr_FR"
    _send(contract, story.signed_on)
    scan = paper(f"Bon de commande {contract.name}, signé", "Signé à la main par Agathe Delorme, présidente.")
    contract.write({"signed_by": contract.signer_name})
    name = f"{contract.name}, signature manuscrite, scan.pdf"
    contract._file_document("signed_order", name, scan, "application/pdf")
    contract._signed(story.signed_on, "handwritten")
    _date_back(contract, story.signed_on)
    return contract


def _send(contract, day):
    """Freeze the order as its button does, with a small paper instead of the printed one."""
    contract._check_eligible()
    contract._check_signer()
    # the price list that is frozen is the one of this day
    contract.sent_at = datetime.combine(day, time(8))
    contract._freeze_documents()
    order = paper(f"Bon de commande {contract.name}", f"Réseau : {contract.network_id.name}. Durée : 12 mois.")
    contract._file_document("order", f"{contract.name}.pdf", order, "application/pdf")
    contract._move_to(states.TO_SIGN, signature_method="handwritten")


def _date_back(contract, day):
    """Documents were filed on the day of the signature: they refuse to be written, rightly."""
    contract.env.flush_all()
    contract.env.cr.execute(
        "UPDATE clicrdv_contract_document SET filed_on = %s WHERE contract_id = %s", [day, contract.id]
    )
    contract.document_ids.invalidate_recordset(["filed_on"])


def order_atelier(env, story):
    """A complete order with two doubts: a franchise, and fewer than five establishments."""
    customer = env["res.partner"].create(
        {
            "name": "Atelier Coupe Franchise",
            "is_company": True,
            "street": "2 allée des Tresses",
            "zip": "33000",
            "city": "Bordeaux",
            "country_id": env.ref("base.fr").id,
            "email": "contact.atelier@example.com",
            "phone": "+33 5 36 49 20 00",
            "company_registry": "99948107000012",
            "vat": "FR77999481070",
            "lang": "fr_FR",
        }
    )
    return _order(
        env,
        "network_atelier",
        customer,
        [company_of(env, name) for name in ATELIER],
        story.today - timedelta(days=3),
        inpi_number="4887766",
        negotiator_name="Mathieu Ferrand, gérant de la tête de réseau",
        signer_firstname="Mathieu",
        signer_lastname="Ferrand",
        signer_quality="Gérant",
        signer_email="mathieu.ferrand@example.com",
        signer_power="Mandat des franchisés",
    )


def _order(env, network, customer, establishments, declared_on, **values):
    """An order with all the papers that eligibility asks for."""
    proof = paper("Titre de marque et mandat", "Copie du titre de l'INPI et du mandat de négociation.")
    return env["clicrdv.contract"].create(
        {
            "network_id": env.ref(f"clicrdv_booking.{network}").id,
            "partner_id": customer.id,
            "pricelist_id": pricelist_of(env, network).id,
            "user_id": env.ref("clicrdv_billing.user_facturation1").id,
            "inpi_class": "35, 44",
            "inpi_date": declared_on.replace(year=declared_on.year - 6, day=1),
            "inpi_document": base64.b64encode(proof),
            "inpi_document_name": "inpi.pdf",
            "negotiator_rights": "Titulaire de la marque",
            "mandate_document": base64.b64encode(proof),
            "mandate_document_name": "mandat.pdf",
            "subscription_ids": [
                Command.create(
                    {
                        "establishment_id": establishment.id,
                        "activity_id": establishment.activity_id.id,
                        "declared_on": declared_on,
                        "declared_by": values["negotiator_name"],
                    }
                )
                for establishment in establishments
            ],
            **values,
        }
    )
