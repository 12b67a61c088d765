from odoo import models

# These lie on the company's partner, which only people who manage contacts may write.
CONTACT_FIELDS = frozenset(
    {"city", "country_id", "email", "logo", "phone", "state_id", "street", "street2", "website", "zip"}
)


class ResCompany(models.Model):
    """What a manager does with his establishment: put it online, look at it, ask why a day is empty."""

    _inherit = "res.company"

    # === CRUD METHODS === #

    def write(self, vals):
        contact = {name: vals[name] for name in CONTACT_FIELDS & vals.keys()}
        if not contact or self.env.su:
            return super().write(vals)
        self._check_manager_fields(vals)
        self.check_access("write")
        # the company is the manager's to change, its partner follows
        super(ResCompany, self.sudo()).write(contact)
        rest = {name: value for name, value in vals.items() if name not in contact}
        return super().write(rest) if rest else True

    # === ACTIONS === #

    def action_booking_publish(self):
        self.write({"booking_published": True})

    def action_booking_unpublish(self):
        self.write({"booking_published": False})

    def action_booking_page(self):
        """Open the establishment's public page."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.booking_url, "target": "new"}

    def action_booking_explain(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clicrdv_booking.clicrdv_explain_action")
        return {**action, "context": {"default_company_id": self.id}}

    def action_booking_setup(self):
        self.ensure_one()
        return self.env["clicrdv.setup"]._resume(self)

    def action_booking_catalogue(self):
        """Agendas or services of this establishment; the context says which."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(self.env.context["catalogue_action"])
        return {**action, "domain": [("company_id", "=", self.id)], "context": {"default_company_id": self.id}}
