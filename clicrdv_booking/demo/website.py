"""The site of the demo: two languages, a way to the booking pages from everywhere."""

import base64

from odoo.fields import Command
from odoo.tools import file_open

HOME = """<t name="Home" t-name="website.homepage">
    <t t-call="website.layout" pageName.f="homepage">
        <div id="wrap" class="oe_structure">
            <section class="s_cover pt96 pb96 o_cc o_cc2" data-snippet="s_cover" data-name="Cover">
                <div class="container s_allow_columns">
                    <h1 class="display-3">Your appointment, in under a minute</h1>
                    <p class="lead">Choose your service, your day, your time. No account needed.</p>
                    <p><a class="btn btn-primary btn-lg" href="/rdv">Book an appointment</a></p>
                </div>
            </section>
            <section class="pt48 pb48 o_cc o_cc1">
                <div class="container">
                    <div class="row">
                        <div class="col-lg-6 pb24">
                            <h2>Horizon Optique</h2>
                            <p>Eye tests, glasses and contact lenses, from Lille to Fort-de-France.</p>
                            <p><a href="/rdv?name=Horizon+Optique">See the six shops</a></p>
                        </div>
                        <div class="col-lg-6 pb24">
                            <h2>Atelier Coupe</h2>
                            <p>Three salons in Bordeaux, Nantes and Rennes.</p>
                            <p><a href="/rdv?name=Atelier+Coupe">See the three salons</a></p>
                        </div>
                    </div>
                </div>
            </section>
        </div>
    </t>
</t>"""

FOOTER = """<data inherit_id="website.layout" name="Default" active="True">
    <xpath expr="//div[@id='footer']" position="replace">
        <div id="footer" class="oe_structure oe_structure_solo" t-ignore="true" t-if="not no_footer">
            <section class="s_text_block pt24 pb24" data-snippet="s_text_block" data-name="Text">
                <div class="container">
                    <p><a href="/rdv">Book an appointment</a></p>
                    <p class="mb-0">This is a demonstration: firms, people and phone numbers are invented.</p>
                </div>
            </section>
        </div>
    </xpath>
</data>"""

COPYRIGHT = """<data inherit_id="website.layout">
    <xpath expr="//footer//span[hasclass('o_footer_copyright_name')]" position="replace">
        <span class="o_footer_copyright_name me-2 small">ClicRDV Démonstration</span>
    </xpath>
    <xpath expr="//div[hasclass('o_footer_copyright')]//div[hasclass('col-sm')]" position="attributes">
        <attribute name="class" remove="col-sm text-sm-start" add="col-md d-flex flex-column-reverse gap-2 text-md-start"
            separator=" "/>
    </xpath>
</data>"""

ARCHES = {
    "website.homepage": HOME,
    "website.footer_custom": FOOTER,
    "website.footer_copyright_company_name": COPYRIGHT,
}

FRENCH = {
    "Your appointment, in under a minute": "Votre rendez-vous en moins d'une minute",
    "Choose your service, your day, your time. No account needed.": "Choisissez votre prestation, votre jour, "
    "votre heure. Sans créer de compte.",
    "Book an appointment": "Prendre rendez-vous",
    "Eye tests, glasses and contact lenses, from Lille to Fort-de-France.": "Examens de vue, lunettes et lentilles, "
    "de Lille à Fort-de-France.",
    "See the six shops": "Voir les six magasins",
    "Three salons in Bordeaux, Nantes and Rennes.": "Trois salons à Bordeaux, Nantes et Rennes.",
    "See the three salons": "Voir les trois salons",
    "This is a demonstration: firms, people and phone numbers are invented.": "Ceci est une démonstration : les "
    "entreprises, les personnes et les numéros de téléphone sont inventés.",
}

# core's placeholders: an American phone number, a link to a contact page that names nobody
PLACEHOLDERS = ("website.header_text_element", "website.header_call_to_action")


def write_site(env):
    """Make the first website the one of the operator, in French and English, with links to /rdv."""
    website = env.ref("website.default_website")
    languages = env["res.lang"].search([("code", "in", ("fr_FR", "en_US"))])
    with file_open("clicrdv_booking/static/description/icon.png", "rb") as icon:
        picture = base64.b64encode(icon.read())
    website.write(
        {
            "name": "ClicRDV Démonstration",
            "company_id": env.ref("clicrdv_booking.company_operator").id,
            "language_ids": [Command.set(languages.ids)],
            "default_lang_id": languages.filtered(lambda language: language.code == "fr_FR").id,
            "logo": picture,
            "favicon": picture,
        }
    )
    _write_menu(env, website)
    # what is written under the context of a website is its own; the first write makes the copy
    site = website.with_context(website_id=website.id)
    for key in PLACEHOLDERS:
        site.viewref(key).active = False
    for key, arch in ARCHES.items():
        site.viewref(key).with_context(lang="en_US").arch_db = arch
        site.viewref(key).update_field_translations("arch_db", {"fr_FR": FRENCH})


def _write_menu(env, website):
    menu = env["website.menu"]
    menu.search([("website_id", "=", website.id), ("url", "=", "/contactus")]).unlink()
    name = "Book an appointment"
    entry = menu.create(
        {"name": name, "url": "/rdv", "parent_id": website.menu_id.id, "website_id": website.id, "sequence": 15}
    )
    entry.with_context(lang="fr_FR").name = FRENCH[name]
    home = env["website.page"].search([("website_id", "=", website.id), ("url", "=", "/")], limit=1)
    summary = "Choose your service, your day, your time. No account needed."
    home.with_context(lang="en_US").write({"website_meta_title": name, "website_meta_description": summary})
    french = {"website_meta_title": FRENCH[name], "website_meta_description": FRENCH[summary]}
    home.with_context(lang="fr_FR").write(french)
