"""Atelier Coupe: eight services and three establishments of three franchisees. All people are invented."""

from .trade import Agenda, Establishment, Service, Trade

SERVICES = (
    Service("coupe-femme", "Coupe femme", "Shampooing, coupe, coiffage", "Coupes", "CF", 45, 42, "#f1948a",
            "Cheveux courts, mi-longs ou longs, diagnostic compris.", weight=7),
    Service("coupe-homme", "Coupe homme", "Coupe homme", "Coupes", "CH", 30, 26, "#85c1e9",
            "Aux ciseaux ou à la tondeuse, shampooing compris.", weight=6),
    Service("brushing", "Brushing", "Brushing", "Coupes", "BR", 30, 25, "#f8c471", weight=3),
    Service("coloration", "Coloration", "Coloration complète", "Couleur", "COL", 75, 58, "#c39bd3",
            "Un test d'allergie est nécessaire 48 heures avant une première coloration.", after=5, weight=4),
    Service("balayage", "Balayage", "Balayage et patine", "Couleur", "BAL", 120, 95, "#d7bde2", after=5, weight=2),
    Service("soin", "Soin du cuir chevelu", "Soin profond du cuir chevelu", "Soins et ateliers", "SOIN", 40, 35, "#a3e4d7",
            "Massage et masque, au calme de la cabine.", before=5, after=10, room="Cabine de soin", weight=2),
    Service("atelier-coiffage", "Atelier coiffage", "Atelier coiffage en petit groupe", "Soins et ateliers", "ATE", 60, 20,
            "#fad7a0", "Cinq places pour apprendre à se coiffer chez soi.", after=15, places=5),
    Service("retouche", "Retouche (interne)", "", "Coupes", "RET", 15, 0, "#d5d8dc",
            "Reprise d'une coupe de moins de dix jours.", weight=1),
)  # fmt: skip

CUT = {"coupe-femme": 0, "coupe-homme": 0, "brushing": 0, "retouche": 0}
ROLES = {
    "coiffeur": CUT,
    "coloriste": {"coloration": 0, "balayage": 0, "soin": 0},
    "polyvalent": {**CUT, "coloration": 0, "balayage": 0, "soin": 0, "atelier-coiffage": 0},
    "barbier": {"coupe-homme": 25, "retouche": 0},
    # an apprentice takes longer
    "apprenti": {"coupe-homme": 45, "brushing": 45, "soin": 50},
}

QUESTIONS = (
    ("Longueur de vos cheveux", "selection", "Courts\nMi-longs\nLongs", "Pour prévoir le temps juste."),
    ("Une allergie à signaler ?", "char", "", "Pour choisir des produits sans risque pour vous."),
)

PRESENTATION = "%s Coupes, couleurs végétales et soins, avec ou sans préférence de coiffeur."

ESTABLISHMENTS = (
    Establishment(
        "bordeaux",
        (
            Agenda("Manon Lartigue", "coiffeur", "12345 9:00-13:00 14:00-18:30"),
            Agenda("Enzo Castets", "coloriste", "1245 10:00-13:00 14:00-19:00; 3 12:00-20:30"),
            Agenda("Pauline Dubroca", "polyvalent", "124 9:00-12:30 13:30-17:00", away=(20, 8)),
            Agenda("Samir Benali", "barbier", "345 10:00-14:00 15:00-20:00"),
            Agenda("Jade Mounier", "apprenti", "245 9:30-12:30 13:30-17:30"),
        ),
        PRESENTATION % "Cinq coiffeurs au cœur de Bordeaux, nocturne le jeudi.",
        policy={"booking_max_services": 4, "booking_first": "agenda"},
        session=("Pauline Dubroca", 2, "14:00"),
    ),
    Establishment(
        "nantes",
        (
            Agenda("Solène Guyader", "polyvalent", "1235 9:00-12:30 13:30-18:30"),
            Agenda("Erwan Hascoët", "coiffeur", "12345 10:00-13:00 14:00-19:00"),
            Agenda("Kelly Rivet", "coloriste", "145 9:30-12:30 13:30-17:30 / 234 9:30-12:30 13:30-17:30", away=(12, 6)),
        ),
        PRESENTATION % "Sur les quais, trois coiffeurs et une cabine de soin.",
        policy={"booking_min_gap_minutes": 60},
        session=("Solène Guyader", 3, "16:30"),
    ),
    Establishment(
        "rennes",
        (
            Agenda("Nolwenn Lebreton", "polyvalent", "1245 9:00-12:30 13:30-18:00; 3 12:00-20:00"),
            Agenda("Axel Tanguy", "coiffeur", "2345 9:30-13:00 14:00-19:00"),
            Agenda("Remplaçant", "polyvalent", "5 9:00-13:00", online=False),
        ),
        PRESENTATION % "Un salon de quartier, ouvert jusqu'à 20 h le jeudi.",
        policy={"agenda_user_scope": "own", "booking_cancel_deadline_minutes": 2880},
        session=("Nolwenn Lebreton", 1, "15:00"),
    ),
)

TRADE = Trade(
    services=SERVICES,
    categories=("Coupes", "Couleur", "Soins et ateliers"),
    roles=ROLES,
    room="Cabine de soin",
    establishments=ESTABLISHMENTS,
    questions=QUESTIONS,
    pairs=(("coupe-femme", "brushing"), ("coloration", "soin")),
    notice="Votre salon Atelier Coupe utilise ces renseignements pour organiser votre rendez-vous et vous en informer. "
    "Vous pouvez les consulter, les corriger ou les faire effacer en écrivant au salon.",
    relay=("coloration", "coupe-femme"),
)
