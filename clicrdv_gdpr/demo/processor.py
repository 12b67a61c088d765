"""The operator of the site is the processor: who answers for data protection there, and the registers that it keeps."""

from .story import ATELIER, ENDED, HORIZON, company_of

CONTACT = {
    "dpo_name": "Hélène Vauquelin",
    "dpo_email": "donnees.personnelles@example.com",
    "dpo_phone": "+33 1 99 00 11 12",
}
#: The establishment's own contact, where it is not that of its e-mail.
CONTACTS = {
    "bordeaux": "rgpd.bordeaux.atelier@example.com",
    "nantes": "rgpd.nantes.atelier@example.com",
}


def prepare_processor(env):
    """Name the processor, and hand it the registers that came with the product."""
    operator = env.company
    env["ir.config_parameter"].set_param("clicrdv_gdpr.provider_id", str(operator.id))
    operator.write(CONTACT)
    for company in [operator, *(company_of(env, name) for name in (*HORIZON, *ATELIER, *ENDED))]:
        company.partner_id.lang = "fr_FR"
    for name, address in CONTACTS.items():
        company_of(env, name).privacy_email = address
    env.ref("clicrdv_booking.network_horizon").privacy_email = "rgpd.horizon@example.com"
    _take_over(env, operator)


def _take_over(env, operator):
    """The measures of sub-annex C are those of the first company: they are planned anew for this one, and run again."""
    measures = env["clicrdv.security.measure"].search([("company_id", "=", env.ref("base.main_company").id)])
    running = measures.filtered(lambda measure: measure.state == "running")
    running.action_plan()
    measures.write({"company_id": operator.id})
    running.action_run()
    notice = env.ref("clicrdv_gdpr.privacy_notice_staff")
    notice.company_id = operator
    notice.action_publish()
