from odoo import api, fields, models
from odoo.tools.misc import format_date


class ResPartner(models.Model):
    """Client files tell when their number or address is on a stop list, and managers take it off at the client's wish."""

    _inherit = "res.partner"

    # === FIELDS === #

    client_stop_text = fields.Text("Stop list", compute="_compute_client_stop")
    client_is_stopped = fields.Boolean("On the stop list", compute="_compute_client_stop")

    # === COMPUTE METHODS === #

    @api.depends("client_phone_key", "email_normalized", "company_id", "is_client_file")
    @api.depends_context("lang", "uid")
    def _compute_client_stop(self):
        for partner in self:
            refusals = partner._client_refusals()
            sentences = [partner._stop_sentence(refusal) for refusal in refusals] + partner._general_stop_sentences()
            partner.client_is_stopped = bool(refusals)
            partner.client_stop_text = "\n".join(sentences)

    # === ACTIONS === #

    def action_lift_stop(self):
        """The client has said that he wants messages again: take him off the stop list of his establishment."""
        self.ensure_one()
        for channel, address in [(refusal.channel, refusal.address) for refusal in self._client_refusals()]:
            self.env["clicrdv.optout"]._withdraw(self.company_id, channel, [address])
            self[f"client_consent_{channel}"] = True
        self.invalidate_recordset(["client_stop_text", "client_is_stopped"])

    # === BUSINESS METHODS === #

    def _client_refusals(self):
        """What this client has refused at his establishment, whichever file he did it with.

        :return: clicrdv.optout records
        """
        self.ensure_one()
        addresses = [address for address in (self.client_phone_key, self.email_normalized) if address]
        if not (self.is_client_file and addresses and self.env["clicrdv.optout"].has_access("read")):
            return self.env["clicrdv.optout"]
        return self.env["clicrdv.optout"].search(
            [("company_id", "=", self.company_id.id), ("address", "in", addresses)], order="at"
        )

    def _stop_sentence(self, refusal):
        day = format_date(self.env, fields.Datetime.context_timestamp(self, refusal.at).date(), date_format="long")
        if refusal.source == "stop":
            return self.env._("Answered STOP on %s: no SMS is sent to this number.", day)
        what = dict(refusal._fields["channel"]._description_selection(self.env))[refusal.channel]
        if refusal.source == "page":
            return self.env._("Chose “no %(what)s” on the page of an appointment on %(day)s.", what=what, day=day)
        if refusal.source == "gateway":
            return self.env._("The SMS gateway has refused this number since %s: it is on its own stop list.", day)
        return self.env._("Put on the stop list by the staff on %(day)s: no %(what)s.", what=what, day=day)

    def _general_stop_sentences(self):
        """Lists that hold for the whole database, and that no establishment lifts."""
        # whether one's own client is on them is all that is told
        phones, emails = self.env["phone.blacklist"].sudo(), self.env["mail.blacklist"].sudo()
        sentences = []
        if not self.is_client_file:
            return sentences
        if self.client_phone_key and phones.search_count([("number", "=", self.client_phone_key)], limit=1):
            sentences.append(self.env._("The number is on the stop list of all establishments."))
        if self.email_normalized and emails.search_count([("email", "=", self.email_normalized)], limit=1):
            sentences.append(self.env._("The e-mail address is on the stop list of all establishments."))
        return sentences
