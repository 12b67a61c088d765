from odoo import fields, models


class ClicrdvResidualScan(models.TransientModel):
    """Look for words of a person in the whole database: the proof that nothing is left, or where it still is."""

    _name = "clicrdv.residual.scan"
    _description = "Residual scan"

    # === FIELDS === #

    words = fields.Text(
        "Names, addresses, numbers", help="One on each line, three characters or more. They are deleted after the scan."
    )
    is_done = fields.Boolean(readonly=True)
    line_ids = fields.One2many("clicrdv.residual.scan.line", "scan_id", "Found", readonly=True)

    # === ACTIONS === #

    def action_scan(self):
        """Read every text of the database, and forget the words."""
        self.ensure_one()
        words = (self.words or "").splitlines()
        # the form itself must not be found
        self.words = False
        found = self.env["clicrdv.personal.data"]._residual_scan(words)
        self.line_ids.unlink()
        self.write(
            {
                "is_done": True,
                "line_ids": [(0, 0, {"table": r.table, "column": r.column, "count": r.count}) for r in found],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("Residual scan"),
        }


class ClicrdvResidualScanLine(models.TransientModel):
    """One column in which words were found."""

    _name = "clicrdv.residual.scan.line"
    _description = "Column in which words were found"

    # === FIELDS === #

    scan_id = fields.Many2one("clicrdv.residual.scan", required=True, index=True, ondelete="cascade")
    table = fields.Char(required=True)
    column = fields.Char(required=True)
    count = fields.Integer("Rows", required=True)
