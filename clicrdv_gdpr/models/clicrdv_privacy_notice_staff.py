from odoo import models


class ClicrdvPrivacyNotice(models.Model):
    """What professionals are told about the data of their accounts: the provider is the controller (agreement 4.1; GDP-46)."""

    _inherit = "clicrdv.privacy.notice"

    # === BUSINESS METHODS - ACCOUNTS OF PROFESSIONALS (GDP-46) === #

    def _staff_parts(self):
        company = self.company_id
        abroad = company._privacy_recipients().filtered("third_country_codes")
        return [
            (self.env._("Who is responsible for your data"), [
                self.env._("%s is the controller of the accounts of professionals.", company.name),
                self.env._("Contact: %s", company.dpo_email or company._privacy_contact()),
            ]),
            (self.env._("Which data"), [
                self.env._("Five data: last name, first name, e-mail, telephone, and the entity that you work for."),
                self.env._("They are required: without them nobody can be given an account."),
            ]),
            (self.env._("What your data is used for, and why this is allowed"), [
                self.env._(
                    "To give you access, to reach you about the service and to carry out the contract with your entity: "
                    "legitimate interest of both (GDPR art. 6(1)(f))."
                ),
                self.env._("To keep the service safe, with traces of logins: legal duty of security (GDPR art. 32)."),
            ]),
            (self.env._("Who receives it"), [
                self.env._("The internal service of %s that administers the booking service.", company.name),
                *(f"{recipient.name}, {recipient.country_id.name}" for recipient in company._privacy_recipients("hosting")),
            ]),
            (self.env._("Outside the European Union"), [
                ", ".join(abroad.mapped("name")) or self.env._("Your data does not leave the European Union.")
            ]),
            (self.env._("How long it is kept"), self._how_long_staff()),
            (self.env._("Your rights"), self._rights()),
            (self.env._("Whom to ask, where to complain"), [
                self.env._("Data protection contact of %(name)s: %(who)s", name=company.name, who=company.dpo_email or ""),
                self._complaint(),
            ]),
        ]  # fmt: skip

    def _how_long_staff(self):
        months = self.env["clicrdv.retention.policy"]._shortest_log()
        return [
            self.env._(
                "As long as you have the account; it is closed on your departure and at the end of the contract."
            ),
            self.env._("Traces of logins: %s months.", months),
        ]
