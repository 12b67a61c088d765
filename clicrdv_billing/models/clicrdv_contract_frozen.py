from odoo import api, models

from ..exceptions_signature import OrderSent, OrderSigned, RequestUnderWay
from ..logic import contract_states as states

#: What the order says: fixed from its sending on, and for ever once it is signed (art. 21).
ORDER_FIELDS = frozenset(
    {
        "company_id",
        "network_id",
        "partner_id",
        "term_months",
        "brand",
        "inpi_number",
        "inpi_class",
        "inpi_date",
        "inpi_document",
        "negotiator_name",
        "negotiator_rights",
        "mandate_document",
        "pricelist_id",
        "signer_firstname",
        "signer_lastname",
        "signer_quality",
        "signer_email",
        "signer_phone",
        "signer_power",
        "signer_power_file",
        "signer_power_filename",
    }
)
#: What the signature itself has written.
SIGNATURE_FIELDS = frozenset(
    {
        "signed_on",
        "date_start",
        "signature_method",
        "signature_level",
        "sent_at",
        "signed_by",
        "signed_at",
        "signed_ip",
        "signature_image",
    }
)
#: Only code in this process holds it: no call from outside can pretend to amend.
_AMENDMENT = object()


class ClicrdvContract(models.Model):
    """A signed order is never edited, only amended; one that is being signed is as it was sent (BIL-38)."""

    _inherit = "clicrdv.contract"

    # === CRUD METHODS === #

    def write(self, vals):
        if self.env.context.get("clicrdv_amendment") is not _AMENDMENT:
            self._check_frozen(vals)
        return super().write(vals)

    def unlink(self):
        # their files go with them, which no cascade of the database does; a signed contract refuses
        self.filtered(lambda contract: contract.state not in states.SIGNED).document_ids.sudo().unlink()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_signer(self):
        self._check_no_live_request()

    # === BUSINESS METHODS === #

    def _check_frozen(self, vals):
        """:raises OrderSigned, OrderSent, RequestUnderWay: the order is no longer open to this"""
        leaves = vals.get("state") in (states.DRAFT, states.CANCELLED)
        for contract in self:
            if contract.state in states.SIGNED and (fixed := (ORDER_FIELDS | SIGNATURE_FIELDS) & vals.keys()):
                raise OrderSigned(self.env, name=contract.name, fields=self._labels(fixed))
            if contract.state == states.TO_SIGN and (fixed := ORDER_FIELDS & vals.keys()):
                raise OrderSent(self.env, name=contract.name, fields=self._labels(fixed))
            if contract.state == states.TO_SIGN and leaves:
                contract._check_no_live_request()

    def _labels(self, names):
        return ", ".join(sorted(self._fields[name]._description_string(self.env) for name in names))

    def _check_no_live_request(self):
        """:raises RequestUnderWay: somebody may still sign"""
        for contract in self.filtered(lambda contract: contract.request_ids._live()):
            raise RequestUnderWay(self.env, name=contract.name)

    def _amend(self, reason, **values):
        """Change a signed order by agreement; the reason and the values are kept in its history.

        :param str reason: what was agreed, and by which paper
        :param values: new values of fields in `ORDER_FIELDS`
        """
        self.ensure_one()
        old = {name: self[name] for name in values}
        self.with_context(clicrdv_amendment=_AMENDMENT).write(values)
        lines = [f"{self._labels([name])}: {_said(old[name])} → {_said(self[name])}" for name in values]
        self._message_log(body=self.env._("Amendment: %s", "; ".join([reason, *lines])))


def _said(value):
    return value.display_name if isinstance(value, models.BaseModel) else str(value or "")
