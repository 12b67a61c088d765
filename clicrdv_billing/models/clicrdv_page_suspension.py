from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class ClicrdvPageSuspension(models.Model):
    """An establishment taken offline because its customer did not answer a formal notice; the trace of it is kept."""

    _name = "clicrdv.page.suspension"
    _description = "Booking page closed for late payment"
    _order = "closed_at desc, id desc"
    _rec_name = "establishment_id"

    # === FIELDS === #

    case_id = fields.Many2one("clicrdv.dunning.case", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    letter_id = fields.Many2one("clicrdv.dunning.letter", required=True, readonly=True, ondelete="restrict")
    establishment_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    closed_at = fields.Datetime("Closed at", required=True, readonly=True)
    reopened_at = fields.Datetime("Reopened at", readonly=True)
    problem = fields.Char(readonly=True, help="Why the page could not come back by itself.")

    # === CONSTRAINTS AND INDEXES === #

    # a page that its manager puts back online meanwhile is not taken off again for the same notice
    _once_for_a_notice = models.Constraint(
        "UNIQUE (letter_id, establishment_id)", "This page was closed for this formal notice already."
    )

    # === BUSINESS METHODS === #

    def _close(self, case, letter, establishments):
        """Take establishments offline that are online, once for a formal notice.

        :param establishments: res.company records
        """
        done = self.search([("letter_id", "=", letter.id)]).establishment_id
        # the operator who bills an establishment does not manage it
        for establishment in (establishments - done).sudo().filtered("booking_published"):
            establishment.booking_published = False
            # a trace: people read it and write none
            self.sudo().create(
                {
                    "case_id": case.id,
                    "letter_id": letter.id,
                    "establishment_id": establishment.id,
                    "closed_at": fields.Datetime.now(),
                }
            )
            case.message_post(body=self.env._("Booking page closed: %s.", establishment.name))

    def _reopen(self):
        """Put establishments back online; what keeps one offline is noted for a person."""
        # see _close
        for suspension in self.sudo().filtered(lambda one: not one.reopened_at):
            establishment = suspension.establishment_id
            today = suspension.company_id._late_today()
            if establishment.service_end_date and establishment.service_end_date <= today:
                suspension.problem = self.env._("Its service has ended.")
                continue
            try:
                with self.env.cr.savepoint():
                    establishment.booking_published = True
            except (UserError, AccessError) as refusal:
                suspension.problem = str(refusal)
                continue
            suspension.write({"reopened_at": fields.Datetime.now(), "problem": False})
            suspension.case_id.message_post(body=self.env._("Booking page back online: %s.", establishment.name))
