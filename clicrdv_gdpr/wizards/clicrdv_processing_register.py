import base64
import csv
import io
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..logic import processing_register as register
from ..logic.personal_data import Category
from ..logic.privacy_roles import CONTROLLER, PROCESSOR
from . import processing_words as words
from .clicrdv_privacy_dashboard import MANAGER, OFFICER


class ClicrdvProcessingRegister(models.TransientModel):
    """The register of processings of RGPD art. 30, computed: nothing of it is typed in (GDP-01, 04, 52 to 54, 59)."""

    _name = "clicrdv.processing.register"
    _description = "Register of processings"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", "Establishment", required=True, ondelete="cascade", default=lambda self: self.env.company
    )
    role = fields.Selection(
        [(PROCESSOR, "What the processor does for the controller"), (CONTROLLER, "What the controller answers for")],
        "Register of",
        required=True,
        default=CONTROLLER,
    )
    document = fields.Html("Register", compute="_compute_document", sanitize=False)
    file = fields.Binary(readonly=True)
    file_name = fields.Char(readonly=True)

    # === COMPUTE METHODS === #

    @api.depends("company_id.name", "role")
    def _compute_display_name(self):
        for record in self:
            record.display_name = self.env._("Register of processings: %s", record.company_id.name)

    @api.depends("company_id", "role")
    @api.depends_context("lang", "allowed_company_ids")
    def _compute_document(self):
        for record in self:
            record.document = record.company_id and self.env["ir.qweb"]._render(
                "clicrdv_gdpr.processing_register_document", {"register": record._content()}
            )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("file", None)
        return super().create(vals_list)

    def write(self, vals):
        # the file is what the buttons make of it
        return super().write(
            vals if self.env.su else {name: value for name, value in vals.items() if name in ("company_id", "role")}
        )

    # === ACTIONS === #

    def action_pdf(self):
        """Print the register."""
        self.ensure_one()
        self._check_reader()
        return self.env.ref("clicrdv_gdpr.processing_register_report").report_action(self)

    def action_csv(self):
        """Save the register as a table: one line an entry."""
        self.ensure_one()
        content = self._content()
        output = io.StringIO()
        writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
        entries = [self._flat(content, entry) for entry in content["entries"]]
        writer.writerow([str(label) for label in self._labels().values()])
        for entry in entries:
            writer.writerow([_cell(entry[name]) for name in self._labels()])
        return self._save("csv", output.getvalue().encode("utf-8-sig"))

    def action_json(self):
        """Save the register as JSON."""
        self.ensure_one()
        text = json.dumps(self._content(), ensure_ascii=False, indent=2, sort_keys=True, default=str)
        return self._save("json", text.encode())

    # === BUSINESS METHODS - FILES === #

    def _save(self, extension, content):
        name = f"register-{self.role}-{self.company_id._privacy_today()}.{extension}"
        self.sudo().write({"file": base64.b64encode(content), "file_name": name})  # see write
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{name}?download=true",
            "target": "self",
        }

    def _labels(self):
        """Columns of the table.

        :return: {member of an entry: label}
        """
        return {name: self.env._(label) for name, label in words.COLUMNS.items()}

    def _flat(self, content, entry):
        head = {
            name: content[name] for name in ("controller", "processor", "dpo", "transfers", "retention", "measures")
        }
        return {**head, **entry}

    # === BUSINESS METHODS - CONTENT === #

    def _check_reader(self):
        """:raises AccessError: of another establishment, or no business of the reader"""
        may = self.env.user.has_group(OFFICER) or self.env.user.has_group(MANAGER)
        if not self.env.su and not (may and self.company_id in self.env.companies):
            raise AccessError(self.env._("Only managers of an establishment and privacy officers see its register."))

    def _content(self):
        """The whole register of one establishment in one role.

        :return: dict that JSON can hold; lists of words in the language of the reader
        """
        self.ensure_one()
        self._check_reader()
        company = self.company_id.sudo()  # what was checked; measures and sub-processors are the processor's
        provider = company._privacy_provider()
        is_own = company == provider and self.role == CONTROLLER
        entries = self._entries(company, provider, CONTROLLER if is_own else PROCESSOR)
        # the same words as in the notice to persons, from the same file
        notice = self.env["clicrdv.privacy.notice"].sudo().new({"company_id": company.id})  # see above
        return {
            "title": self.env._("Register of processings"),
            "register": self._role_words()[self.role],
            "article": "RGPD art. 30(1)" if self.role == CONTROLLER else "RGPD art. 30(2)",
            "as_of": str(company._privacy_today()),
            "controller": _controller(company),
            "processor": None if is_own else _address(provider),
            "dpo": company._privacy_dpo(),
            "controllers": self._controllers(company, provider),
            "entries": entries,
            "recipients": [self._recipient(recipient) for recipient in company._privacy_recipients()],
            "transfers": notice._transfers(),
            "retention": notice._how_long_staff() if is_own else notice._how_long(),
            "measures": self._measures(provider),
        }

    def _entries(self, company, provider, role):
        return [
            {
                "code": entry.code,
                **dict(
                    zip(("name", "purpose", "legal_basis"), map(self.env._, words.ENTRIES[entry.code]), strict=True)
                ),
                "role": self._role_words()[entry.role],
                "role_code": entry.role,
                "persons": [self.env._(words.PERSONS[code]) for code in entry.persons],
                "data": self._data(entry, company),
                "tables": [str(self.env._(one.label)) for one in self._tables(entry)],
                "recipients": [self._recipient_words(provider)[code] for code in register.RECIPIENTS],
            }
            for entry in register.processings(role, company._privacy_switches())
        ]

    def _data(self, entry, company):
        """Categories of data of an entry at an establishment.

        :return: list of words
        """
        found = [
            self.env._(words.CATEGORIES[category])
            for category in entry.categories
            if category is not Category.FREE_TEXT or company.booking_free_text_on
        ]
        health = self.env._("Data about health: an appointment with a medical profession that can be told")
        return [*found, health] if company.handles_health_data else found

    def _tables(self, entry):
        """Declarations of the tables that this database has for an entry."""
        known = self.env["clicrdv.personal.data"]._declarations()
        return register.tables_of(entry.purpose, known) if entry.purpose else ()

    def _controllers(self, company, provider):
        """Each controller of a processor (art. 30(2)); only officers of the provider see them all."""
        may = self.env.su or self.env.user.has_group(OFFICER)
        if self.role != PROCESSOR or company != provider or not may:
            return []
        controllers = self.env["clicrdv.controller.mixin"]._all_controllers(provider)
        ids = {name: [values[name] for values in controllers if values[name]] for name in ("network_id", "company_id")}
        networks = self.env["clicrdv.network"].sudo().browse(ids["network_id"])  # a processor lists all of them
        companies = self.env["res.company"].sudo().browse(ids["company_id"])  # as above
        return [*networks.mapped("name"), *(f"{one.name}, {one.city or ''}".rstrip(", ") for one in companies)]

    def _recipient(self, recipient):
        return {
            "name": recipient.name,
            "object": recipient.purpose,
            "address": recipient.address or None,
            "place": recipient.country_id.name,
            "safeguard": recipient._safeguards() or None,
        }

    def _measures(self, provider):
        measures = self.env["clicrdv.security.measure"].sudo()  # see _content
        labels = dict(measures._fields["state"]._description_selection(self.env))
        return [
            f"{measure.chapter} {measure.name} ({labels[measure.state]})"
            for measure in measures.search([("company_id", "=", provider.id)])
        ]

    # === BUSINESS METHODS - WORDS === #

    def _role_words(self):
        return {code: self.env._(label) for code, label in words.ROLES.items()}

    def _recipient_words(self, provider):
        return {
            "provider_administration": self.env._("Internal service of %s that administers the service", provider.name),
            "sub_processors": self.env._("Sub-processors listed below"),
            "controller_staff": self.env._("People under the controller's responsibility"),
        }


def _cell(value):
    """A cell of the table: lists one item a line; no spreadsheet takes a text for a formula."""
    text = "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _address(company):
    parts = (
        company.name,
        company.street,
        f"{company.zip or ''} {company.city or ''}".strip(),
        company._privacy_contact(),
    )
    return ", ".join(filter(None, parts))


def _controller(company):
    network = company.network_id
    return ", ".join(filter(None, (network.kind == "integrated" and network.name, _address(company))))
