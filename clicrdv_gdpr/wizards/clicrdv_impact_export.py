import base64
import io
import json
import zipfile

from odoo import fields, models

from ..logic import privacy_roles
from ..logic.recipient_flows import IN_USE


class ClicrdvImpactExport(models.TransientModel):
    """What a controller needs of us for an impact assessment (agreement 3.3.9; GDP-25)."""

    _name = "clicrdv.impact.export"
    _description = "Export for an impact assessment"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", "Processor", required=True, ondelete="cascade", default=lambda self: self.env.company
    )
    file = fields.Binary(readonly=True)
    file_name = fields.Char(readonly=True)

    # === ACTIONS === #

    def action_export(self):
        """Make the file: one JSON document a subject, in a zip."""
        self.ensure_one()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self._documents().items():
                text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True, default=str)
                # the same content gives the same file
                archive.writestr(zipfile.ZipInfo(f"{name}.json", (1980, 1, 1, 0, 0, 0)), text)
        today = self.company_id._privacy_today()
        self.write({"file": base64.b64encode(buffer.getvalue()), "file_name": f"impact-assessment-{today}.zip"})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _documents(self):
        """What the file holds.

        :return: {name of a document: what JSON can hold}
        """
        return {
            "processing": self._processing(),
            "measures": self._measures(),
            "sub_processors": self._subprocessors(),
            "data_flows": self._flows(),
        }

    def _processing(self):
        """The description of the processing; the register of processings adds what it knows."""
        company = self.company_id
        return {
            "processor": company.name,
            "contact": {"name": company.dpo_name, "email": company.dpo_email, "phone": company.dpo_phone},
            "roles": dict(privacy_roles.ROLES),
        }

    def _measures(self):
        measures = self.env["clicrdv.security.measure"].search([("company_id", "=", self.company_id.id)])
        names = ("chapter", "name", "objective", "state", "tested_on", "test_result")
        return [{name: measure[name] or None for name in names} for measure in measures]

    def _subprocessors(self):
        recipients = self.env["clicrdv.subprocessor"].search([("company_id", "=", self.company_id.id)])
        return [
            {
                "name": recipient.name,
                "object": recipient.purpose,
                "address": recipient.address or None,
                "place": recipient.country_id.code,
                "reads_from": recipient.access_country_ids.mapped("code"),
                "state": recipient.state,
                "is_stopped": recipient.is_stopped,
                "only_if_chosen": recipient.only_if_chosen,
                "transfers": [
                    {"country": transfer.country_id.code, "instrument": transfer.instrument, "valid": transfer.is_valid}
                    for transfer in recipient.transfer_ids
                ],
            }
            for recipient in recipients
        ]

    def _flows(self):
        """Where data leaves to, connector by connector."""
        recipients = self.env["clicrdv.subprocessor"].search(
            [("company_id", "=", self.company_id.id), ("state", "=", IN_USE)]
        )
        gateways = recipients.sudo().gateway_ids  # names only: no secret of a gateway is read
        servers = recipients.sudo().mail_server_ids  # as above
        return [
            {"connector": connector.display_name, "kind": kind, "recipient": connector.subprocessor_id.name}
            for kind, connectors in (("sms", gateways), ("email", servers))
            for connector in connectors
        ]
