from odoo import api, models

from ..declarations import DECLARATIONS
from ..exceptions_consent import PurposeRefused
from ..logic.processing_register import fields_outside


class ClicrdvPersonalData(models.AbstractModel):
    """Data leaves by an export only for a purpose that is agreed (agreement 3.3.1; GDP-05).

    Who is erased agrees to nothing any more; the proof of what he agreed to leads to an empty file.
    """

    _inherit = "clicrdv.personal.data"

    # === BUSINESS METHODS === #

    @api.model
    def _check_export(self, model_name, paths):
        """Refuse columns that no purpose is declared for, and those that open something.

        :param str model_name: model whose list is exported
        :param paths: as core's export takes them: name, relation/name, relation/.id
        :raises PurposeRefused: with the labels of what has to be left out
        """
        asked = {}
        for path in paths:
            model = self.env[model_name]
            for name in path.replace(".id", "id").split("/"):
                field = model._fields.get(name.partition(".")[0])
                if field is None:
                    break
                if field.store and field.column_type:
                    asked.setdefault(model._name, set()).add(field.name)
                if not field.comodel_name:
                    break
                model = self.env[field.comodel_name]
        refused = []
        for name, columns in asked.items():
            model = self.env[name]
            outside = fields_outside(columns - {"id"}, model._table, DECLARATIONS, self._about_nobody(model))
            refused += [model._fields[column]._description_string(self.env) for column in outside]
        if refused:
            raise PurposeRefused(self.env, what=", ".join(f"“{label}”" for label in refused))

    @api.model
    def _about_nobody(self, model):
        """Columns of a declared table that say nothing about persons: exempt ones, and those without free content.

        :rtype: set[str]
        """
        plain = (
            "boolean",
            "date",
            "datetime",
            "float",
            "integer",
            "many2one",
            "monetary",
            "reference",
            "many2one_reference",
        )
        return self._exempted(model._table) | {name for name, field in model._fields.items() if field.type in plain}

    @api.model
    def _erase(self, partners, *args, **kwargs):
        self.env["clicrdv.consent"]._withdraw(partners, None, "erasure")
        return super()._erase(partners, *args, **kwargs)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if _is_toplevel_call and any(self.mapped("is_client_file")):
            self.env["clicrdv.personal.data"]._check_export(self._name, map("/".join, fields))
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if _is_toplevel_call and self.agenda_id:
            self.env["clicrdv.personal.data"]._check_export(self._name, map("/".join, fields))
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)


class ClicrdvMessage(models.Model):
    _inherit = "clicrdv.message"

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if _is_toplevel_call:
            self.env["clicrdv.personal.data"]._check_export(self._name, map("/".join, fields))
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
