"""The SMS of an invoice, for the customer who pays them."""

import csv
import io

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

PAGE = 100


class MessagesPortal(CustomerPortal):
    @http.route(
        ["/my/invoices/<int:invoice_id>/sms", "/my/invoices/<int:invoice_id>/sms/page/<int:page>"],
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def invoice_messages(self, invoice_id, page=1, access_token=None, **_params):
        invoice = self._invoice(invoice_id, access_token)
        if not invoice:
            return request.redirect("/my")
        pages = pager(
            url=f"/my/invoices/{invoice.id}/sms",
            url_args={"access_token": access_token} if access_token else {},
            total=invoice.billing_sms_count,
            page=page,
            step=PAGE,
        )
        values = self._prepare_portal_layout_values() | {
            "page_name": "invoice_messages",
            "invoice": invoice,
            "messages": invoice._billing_messages(pages["offset"], PAGE),
            "pager": pages,
            "access_token": access_token,
        }
        return request.render("clicrdv_billing.portal_invoice_messages", values)

    @http.route(
        "/my/invoices/<int:invoice_id>/sms.csv",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def invoice_messages_csv(self, invoice_id, access_token=None, **_params):
        invoice = self._invoice(invoice_id, access_token)
        if not invoice:
            return request.redirect("/my")
        name = f"sms-{invoice.name.replace('/', '-')}.csv"
        headers = [
            ("Content-Type", "text/csv; charset=utf-8"),
            ("Content-Disposition", f'attachment; filename="{name}"'),
        ]
        return request.make_response(_csv(invoice), headers)

    def _invoice(self, invoice_id, access_token):
        """The invoice, when its reader may see it; None otherwise."""
        token = access_token if access_token and access_token.isascii() else None  # Odoo compares no others
        try:
            invoice = self._document_check_access("account.move", invoice_id, token)
        except (AccessError, MissingError):
            return None
        return invoice if invoice.state == "posted" and invoice.billing_contract_id else None


def _csv(invoice):
    """All messages of an invoice as a file that French spreadsheets open."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    env = request.env
    titles = [env._("Sent on"), env._("Establishment"), env._("Kind"), env._("Parts")]
    titles += [env._("Price of a part"), env._("Number"), env._("Reference")]
    writer.writerow(titles)
    for message in invoice._billing_messages():
        price = str(message["unit_price"]).replace(".", ",")
        sent_at = f"{message['sent_at']:%d/%m/%Y %H:%M}"
        # a name that a spreadsheet would take for a formula is kept from being one
        place = message["establishment"]
        place = f"'{place}" if place[:1] in "=+-@\t\r" else place
        writer.writerow(
            [sent_at, place, message["kind"], message["parts"], price, f" {message['number']}", message["reference"]]
        )
    return "\ufeff" + file.getvalue()
