"""A quote that the customer has before him, and a claim to be decided on."""

from datetime import timedelta

from odoo.fields import Command

from ..logic import months, quote_states
from .story import company_of


def write_quote(env, contract, story):
    """More SMS than usual for an opening day: the customer has not answered yet."""
    quote = env["clicrdv.quote"].create(
        {
            "contract_id": contract.id,
            "reason": "Campagne d'ouverture du rayon solaire : capacité d'envoi supplémentaire demandée par le magasin.",
            "valid_until": story.today + timedelta(days=21),
            "line_ids": [
                Command.create(
                    {
                        "establishment_id": company_of(env, "paris").id,
                        "product_id": env.ref("clicrdv_billing.product_subscription_interactive").id,
                        "name": "Capacité supplémentaire, 5 agendas",
                        "recurrence": "monthly",
                        "date_from": months.following(months.first_of(story.today)),
                        "date_to": months.last_of(months.following(months.first_of(story.today), 3)),
                        "quantity": 5,
                        "unit_price": 6.50,
                    }
                ),
                Command.create(
                    {
                        "establishment_id": company_of(env, "paris").id,
                        "product_id": env.ref("clicrdv_billing.product_subscription_interactive").id,
                        "name": "Mise en service",
                        "date_from": story.today,
                        "unit_price": 120,
                    }
                ),
            ],
        }
    )
    quote._move_to(quote_states.SENT, sent_on=story.today)


def write_claim(env, contract, story):
    """A customer whose page was away for a while asks for damages."""
    env["clicrdv.claim"].create(
        {
            "contract_id": contract.id,
            "breach_date": story.months[2].replace(day=12),
            "received_on": story.months[2].replace(day=15),
            "description": "La page de rendez-vous de la boutique de Lyon n'a pas répondu pendant plus d'une demi-heure,"
            " un matin de forte affluence. Deux rendez-vous ont été pris par téléphone chez un confrère.",
            "direct_amount": 180,
            "indirect_amount": 400,
            "author_id": env.ref("clicrdv_billing.user_siege_horizon").partner_id.id,
        }
    )
