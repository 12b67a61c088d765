from odoo import api, fields, models

from ..exceptions import BookingRefused


class ClicrdvExplain(models.TransientModel):
    """Why is this day empty? Each start of a day, with what removed it."""

    _name = "clicrdv.explain"
    _description = "Why is this day empty?"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", "Establishment", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    day = fields.Date(required=True, default=fields.Date.context_today)
    service_ids = fields.Many2many(
        "clicrdv.service",
        string="Services",
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self._first(),
    )
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)

    # === COMPUTE METHODS === #

    @api.depends("company_id", "day", "service_ids")
    def _compute_explanation(self):
        for question in self:
            question.explanation = self.env["ir.qweb"]._render(
                "clicrdv_booking.explain_day", question._answer(), raise_if_not_found=True
            )

    # === ONCHANGE METHODS === #

    @api.onchange("company_id")
    def _onchange_company_id(self):
        if self.service_ids.company_id != self.company_id:
            self.service_ids = self._first(self.company_id._origin)

    # === BUSINESS METHODS === #

    @api.model
    def _first(self, company=None):
        """The first service that clients can book: a question to begin with."""
        company = company or self.env.company.browse(self.env.context.get("default_company_id") or self.env.company.id)
        return company._booking_online_services()[:1]

    def _answer(self):
        """Values of the template: what is wrong for every day, then the day itself.

        :rtype: dict
        """
        company, services = self.company_id._origin, self.service_ids._origin
        company.check_access("read")
        agendas, refusal = [], ""
        if services and self.day:
            try:
                found = self.env["clicrdv.availability"]._explain(
                    company.sudo(),  # read as for a client: times and reasons come back, no name
                    services.mapped("code"),
                    self.day,
                    fields.Datetime.now(),
                )
                agendas = [self._summary(one) for one in found]
            except BookingRefused as error:
                refusal = error.args[0]
        return {"remarks": self._remarks(company, services), "agendas": agendas, "refusal": refusal}

    def _summary(self, one):
        """One agenda's day: how many starts are offered, and the runs of equal reasons."""
        runs = self.env["clicrdv.availability"]._explain_runs(one["rows"])
        offered = sum(run["count"] for run in runs if not run["layer"])
        return {"name": one["agenda"], "runs": runs, "offered": offered}

    def _remarks(self, company, services):
        """What keeps every day empty, whatever the hours.

        :return: list of sentences
        """
        remarks = []
        if company.booking_offer != "interactive":
            remarks.append(self.env._("The establishment has the simple offer: clients do not book online."))
        elif not company.booking_published:
            remarks.append(self.env._("The establishment is not online yet."))
        if not company.agenda_ids.filtered("is_online"):
            remarks.append(self.env._("No agenda has a public name, so clients can choose nobody."))
        for service in services.filtered(lambda service: not service.is_online):
            if not service.skill_ids:
                remarks.append(self.env._("Nobody does “%s”: add an agenda to the service.", service.name))
            elif not (service.public_name or "").strip():
                remarks.append(self.env._("“%s” has no public name, so it cannot be booked online.", service.name))
            else:
                remarks.append(
                    self.env._("“%s” is in a category without a public name, which hides it online.", service.name)
                )
        return remarks
