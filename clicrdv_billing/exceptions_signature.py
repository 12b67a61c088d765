"""Refusals around the signature of an order (general terms, art. 21 and 22)."""

from odoo.tools.translate import LazyTranslate

from .exceptions import BillingRefused

_lt = LazyTranslate(__name__)


class SignerWithoutEmail(BillingRefused):
    code = "signer_without_email"
    sentence = _lt("The signer of “%(name)s” has no valid e-mail address. Enter it, then send the order.")


class SignerIncomplete(BillingRefused):
    code = "signer_incomplete"
    sentence = _lt(
        "Enter first and last name, quality and power of the signer of “%(name)s”: only an authorised person may sign."
    )


class OrderWithoutEstablishment(BillingRefused):
    code = "order_empty"
    sentence = _lt("The order “%(name)s” names no establishment. Add at least one, then send it.")


class OrderSigned(BillingRefused):
    code = "order_signed"
    sentence = _lt(
        "“%(name)s” is signed: %(fields)s can no longer be edited. Agree on an amendment with the customer instead."
    )


class OrderSent(BillingRefused):
    code = "order_sent"
    sentence = _lt("“%(name)s” is being signed as it was sent: take the order back before you change %(fields)s.")


class DocumentKept(BillingRefused):
    code = "document_kept"
    sentence = _lt("“%(name)s” is filed with its hash: it can neither be changed nor removed.")


class DocumentAltered(BillingRefused):
    code = "document_altered"
    sentence = _lt(
        "“%(name)s” is no longer what was filed: its bytes do not match their hash. "
        "Restore the file from a backup, and find out who changed it."
    )


class NoPdfProgram(BillingRefused):
    code = "no_pdf_program"
    sentence = _lt("No PDF can be made: install wkhtmltopdf on the server, then send the order again.")


class RequestUnderWay(BillingRefused):
    code = "request_under_way"
    sentence = _lt("“%(name)s” is with its signer already. Take the order back first.")


class NotToSign(BillingRefused):
    code = "not_to_sign"
    sentence = _lt("“%(name)s” is not waiting for a signature.")


class NotTheSigner(BillingRefused):
    code = "not_the_signer"
    sentence = _lt("This order is to be signed by %(signer)s: sign with that name, or ask for another signer.")


class BadDrawing(BillingRefused):
    code = "bad_drawing"
    sentence = _lt("The signature could not be read. Draw it again, then sign.")


class BadScan(BillingRefused):
    code = "bad_scan"
    sentence = _lt("This file is no PDF, JPEG or PNG, or is larger than %(megabytes)s MB. Scan the signed order again.")


class BadSignatureDate(BillingRefused):
    code = "bad_signature_date"
    sentence = _lt("An order is signed on a day between its sending and today.")


class ProviderNotSet(BillingRefused):
    code = "provider_not_set"
    sentence = _lt("Yousign is not set up for “%(company)s”: an administrator enters its address and its key first.")


class NothingFiled(BillingRefused):
    code = "nothing_filed"
    sentence = _lt("Nothing is filed for “%(name)s” yet: its documents are frozen when the order is sent.")
