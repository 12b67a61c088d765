from odoo import models

CNIL = "CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07"
CNIL_URL = "https://www.cnil.fr/plaintes"


class ClicrdvPrivacyNotice(models.Model):
    """The words of a notice, from what is on file: RGPD art. 13(1) and (2), in their order.

    The data of the file are read in superuser mode: a notice says the same whoever publishes it.
    """

    _inherit = "clicrdv.privacy.notice"

    # === BUSINESS METHODS - WHOLE === #

    def _sections(self):
        """Titles and paragraphs, in the language of the environment.

        :return: list of dict (title, lines)
        """
        self.ensure_one()
        record = self.sudo()  # see the class
        parts = record._client_parts() if record.kind == "client" else record._staff_parts()
        own = (record.own_paragraph or "").strip()
        if own:
            parts.append((self.env._("What is particular to us"), own.splitlines()))
        return [{"title": title, "lines": [str(line) for line in lines if line]} for title, lines in parts]

    def _client_parts(self):
        return [
            (self.env._("Who is responsible for your data"), self._who()),
            (self.env._("What your data is used for, and why this is allowed"), self._why()),
            (self.env._("Which data"), self._which()),
            (self.env._("Who receives it"), self._recipients()),
            (self.env._("Outside the European Union"), self._transfers()),
            (self.env._("How long it is kept"), self._how_long()),
            (self.env._("Your rights"), self._rights()),
            (self.env._("Whom to ask, where to complain"), self._contacts()),
        ]

    def _missing_facts(self):
        """What the law wants and nobody has filled in.

        :return: list of words
        """
        record = self.sudo()  # see the class
        company, provider = record.company_id, self.env["res.company"]._privacy_provider()
        facts = {
            self.env._("the address of the establishment"): company.street and company.city,
            self.env._("an e-mail address or a telephone of the establishment"): company._privacy_contact(),
            self.env._("the contact for data protection (Settings)"): company.dpo_email or provider.dpo_email,
        }
        return [words for words, value in facts.items() if not value]

    # === BUSINESS METHODS - PARTS === #

    def _who(self):
        company, network = self.company_id, self.company_id.network_id
        address = ", ".join(
            filter(None, (company.street, company.street2, f"{company.zip or ''} {company.city or ''}".strip()))
        )
        lines = [self.env._("%(name)s, %(address)s, is the controller.", name=company.name, address=address)]
        if network.kind == "integrated":
            lines = [
                self.env._(
                    "%(network)s%(siren)s is the controller, for its establishment %(name)s, %(address)s.",
                    network=network.name,
                    siren=f" (SIREN {network.siren})" if network.siren else "",
                    name=company.name,
                    address=address,
                )
            ]
        if company._privacy_contact():
            lines.append(self.env._("Contact: %s", company._privacy_contact()))
        provider = self.env["res.company"]._privacy_provider()
        if provider != company:
            lines.append(self.env._("%s runs the booking service for the controller, as its processor.", provider.name))
        return lines

    def _why(self):
        company = self.company_id
        lines = [
            self.env._(
                "To make and manage your appointments: needed for the contract that you ask for (GDPR art. 6(1)(b))."
            ),
            self.env._(
                "To send you messages about them – confirmation, reminder, change, cancellation, missed appointment: "
                "needed for the same contract (GDPR art. 6(1)(b)). You can refuse reminders."
            ),
            self.env._("To host the data and keep it safe: legal duty of security (GDPR art. 6(1)(c) and 32)."),
            self.env._("To keep invoices: legal duty (GDPR art. 6(1)(c); Code de commerce, art. L123-22)."),
        ]
        if company.booking_marketing_sms_on:
            lines.append(
                self.env._(
                    "To send you advertising by SMS: only if you agree (GDPR art. 6(1)(a); CPCE art. L34-5). "
                    "You can withdraw your consent at any time; what was done before stays lawful."
                )
            )
        if company.booking_accounts_on:
            lines.append(
                self.env._(
                    "To keep an account for you, if you open one: %s is the controller of its identification and contact "
                    "data (GDPR art. 6(1)(b)).",
                    self.env["res.company"]._privacy_provider().name,
                )
            )
        if company.handles_health_data:
            lines.append(
                self.env._(
                    "The appointment itself tells about your health: it is handled for your care, by people bound to "
                    "secrecy (GDPR art. 9(2)(h))."
                )
            )
        return lines

    def _which(self):
        company = self.company_id
        needed = dict(company._fields["booking_ask_email"]._description_selection(self.env))
        asked = company._booking_asked()
        words = {"email": self.env._("e-mail"), "phone": self.env._("telephone"), "comment": self.env._("comment")}
        optional = [words[name] for name in words if asked[name] == "optional"]
        required = [words[name] for name in words if asked[name] == "required"]
        lines = [
            self.env._(
                "Required, without them no appointment can be made: %s.",
                ", ".join(
                    [
                        self.env._("last and first name"),
                        *required,
                        self.env._("date, time and service of the appointment"),
                    ]
                ),
            ),
        ]
        if optional:
            lines.append(self.env._("Optional: %s.", ", ".join(optional)))
        for question in company._booking_questions():
            lines.append(
                self.env._(
                    "Question “%(name)s” (%(needed)s): %(purpose)s",
                    name=question.name,
                    needed=needed["required" if question.required else "optional"],
                    purpose=question.purpose,
                )
            )
        lines.append(self.env._("Technical traces of the use of the service, for its security."))
        lines.append(
            self.env._("No decision about you is taken by automatic means alone, and no profile is made of you.")
        )
        return lines

    def _recipients(self):
        provider = self.env["res.company"]._privacy_provider()
        lines = [
            self.env._("People who work under the controller's responsibility."),
            self.env._("The internal service of %s that administers the booking service.", provider.name),
        ]
        for recipient in self.company_id._privacy_recipients():
            lines.append(
                self.env._(
                    "Sub-processor: %(name)s, %(object)s, %(place)s.",
                    name=recipient.name,
                    object=recipient.purpose,
                    place=recipient.country_id.name,
                )
            )
        return [*lines, self.env._("Nobody else.")]

    def _transfers(self):
        abroad = self.company_id._privacy_recipients().filtered("third_country_codes")
        if not abroad:
            return [self.env._("Your data does not leave the European Union.")]
        return [
            self.env._(
                "%(name)s handles data in: %(countries)s. Safeguard: %(safeguard)s; a copy is given on request.",
                name=recipient.name,
                countries=recipient.third_country_codes,
                safeguard=recipient._safeguards() or self.env._("none yet, nothing is sent there"),
            )
            for recipient in abroad
        ]

    def _how_long(self):
        policy = self.env["clicrdv.retention.policy"]._of(self.company_id)
        lines = [
            self.env._(
                "Your file and your appointments: %s months after your last interaction with the service, and at most three "
                "months after the contract of the establishment with the service ends; then they are deleted or made "
                "anonymous.",
                policy.file,
            ),
            self.env._("Text and number of messages: %s months.", policy.message),
            self.env._("Technical traces: %s months.", policy.log),
            self.env._("Your refusal of messages: %s months, as a code that names nobody.", policy.optout),
            self.env._("Invoices: ten years."),
        ]
        if policy.is_health:
            lines.append(self.env._("What you write for a visit: %s days after it.", policy.visit_days))
        return lines

    def _rights(self):
        return [
            self.env._(
                "You can ask for access to your data and a copy of it, have it corrected or erased, have its use restricted, "
                "object to it, and receive it in a common format (GDPR art. 15 to 21). Objecting to advertising needs no "
                "reason."
            ),
            self.env._("You can withdraw a consent as easily as you gave it."),
            self.env._("You can say what becomes of your data after your death (French law 78-17, art. 85)."),
            self.env._("An answer comes within one month and costs nothing."),
        ]

    def _contacts(self):
        company, provider = self.company_id, self.env["res.company"]._privacy_provider()
        lines = [self.env._("Ask the establishment: %s", company._privacy_contact())]
        for owner in dict.fromkeys((company, provider)):
            if owner.dpo_email:
                who = ", ".join(filter(None, (owner.dpo_name, owner.dpo_email, owner.dpo_phone)))
                lines.append(self.env._("Data protection contact of %(name)s: %(who)s", name=owner.name, who=who))
        lines.append(self._complaint())
        return lines

    def _complaint(self):
        return self.env._(
            "You can complain to the supervisory authority: %(name)s, %(address)s", name=CNIL, address=CNIL_URL
        )
