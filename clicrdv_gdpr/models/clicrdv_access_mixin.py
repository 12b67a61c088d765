from odoo import api, models

from ..logic import access_kinds as kinds

#: Columns by which a grouping shows who somebody is.
TELLING = frozenset(
    {
        "client_id", "client_firstname", "client_lastname", "complete_name", "display_name", "email",
        "email_normalized", "id", "name", "partner_id", "partner_ids", "phone", "phone_sanitized", "recipient", "vat",
    }
)  # fmt: skip


class ClicrdvAccessMixin(models.AbstractModel):
    """Records of clients: whoever sees them by a screen or a call is in the access log.

    The hooks stand where all roads meet: `_read_format` serves `read`, `search_read`, `web_read` and what is built on
    them. Code that acts in the name of nobody (superuser mode) shows nothing to anybody by itself.
    """

    _name = "clicrdv.access.mixin"
    _description = "Seen by people of an establishment"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._note_outsiders()
        return records

    def write(self, vals):
        result = super().write(vals)
        self._note_outsiders()
        return result

    # === BUSINESS METHODS === #

    def _read_format(self, fnames, load="_classic_read"):
        if not self.env.su and self._ids:
            self.env["clicrdv.access"]._note(self, kinds.of_reading(frozenset(fnames), len(self)))
        return super()._read_format(fnames, load)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if not self.env.su:
            self.env["clicrdv.access"]._note(self, kinds.EXPORTED)
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        found = super().name_search(name, domain, operator, limit)
        if not self.env.su:
            self.env["clicrdv.access"]._note(self.browse([record_id for record_id, _name in found]), kinds.NAMED)
        return found

    @api.model
    def formatted_read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        self._note_groups(domain, groupby, aggregates)
        return super().formatted_read_group(domain, groupby, aggregates, having, offset, limit, order)

    @api.model
    def formatted_read_grouping_sets(self, domain, grouping_sets, aggregates=(), *, order=None):
        self._note_groups(domain, [name for names in grouping_sets for name in names], aggregates)
        return super().formatted_read_grouping_sets(domain, grouping_sets, aggregates, order=order)

    @api.model
    def read_group(self, domain, fields, groupby, offset=0, limit=None, orderby=False, lazy=True):
        names = [groupby] if isinstance(groupby, str) else groupby
        self._note_groups(domain, names, fields)
        return super().read_group(domain, fields, groupby, offset, limit, orderby, lazy)

    def onchange(self, values, field_names, fields_spec):
        result = super().onchange(values, field_names, fields_spec)
        if not self.env.su:
            # a form tells what is on file, and so does the one to which somebody says which client it is about
            self.env["clicrdv.access"]._note(self, kinds.of_reading(frozenset(fields_spec), 1))
            for name in {*(field_names or values)} & self._fields.keys():
                if self._fields[name].type == "many2one" and isinstance(values.get(name), int):
                    chosen = self.env[self._fields[name].comodel_name].browse(values[name])
                    self.env["clicrdv.access"]._note(chosen, kinds.OPENED)
        return result

    @api.model
    def _note_groups(self, domain, groupby, aggregates):
        """Note a grouping that shows who somebody is; figures alone show nobody."""
        names = {name.split(":")[0].split(".")[-1].split("(")[-1].rstrip(")") for name in (*groupby, *aggregates)}
        if not self.env.su and names & TELLING:
            self.env["clicrdv.access"]._note(self.browse(), kinds.GROUPED, self._search(domain))

    def _note_outsiders(self):
        """Note the change of somebody who works for another company, such as the provider (GDP-29).

        Unlike reading, also in superuser mode: a button acts for whoever presses it. Changes of the staff are in the
        history of appointments and in the chatter.
        """
        if not self.env["clicrdv.access"]._is_watched():
            return
        company = self.env.user.company_id
        changed = self.filtered(lambda record: record._access_company() not in (company, company.browse()))
        if changed:
            self.env["clicrdv.access"]._note(changed, kinds.CHANGED)

    def _access_company(self):
        """The establishment whose data a record is.

        :rtype: res.company
        """
        self.ensure_one()
        record = self.sudo()  # whoever has written a record may be told whose it is
        return record.booking_company_id if "booking_company_id" in self._fields else record.company_id
