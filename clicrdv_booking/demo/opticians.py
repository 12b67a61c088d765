"""Horizon Optique: eight services and six establishments. All people are invented."""

from .trade import Agenda, Establishment, Service, Trade

SERVICES = (
    Service("examen-de-vue", "Contrôle de la vue", "Examen de vue", "Vue et lentilles", "EXA", 30, 0, "#7fb3d5",
            "Mesure de votre vue en salle d'examen, sans obligation d'achat.", after=5, room="Salle d'examen", weight=6),
    Service("bilan-enfant", "Bilan visuel enfant", "Bilan visuel enfant (6 à 12 ans)", "Vue et lentilles", "ENF", 40, 0,
            "#a9cce3", "Présence d'un parent nécessaire.", after=5, room="Salle d'examen", weight=2),
    Service("essai-lentilles", "Essai de lentilles", "Essai de lentilles", "Vue et lentilles", "LEN", 45, 25, "#a2d9ce",
            "Adaptation et apprentissage de la pose. Apportez votre ordonnance.", before=5, after=10, weight=2),
    Service("choix-monture", "Choix de monture", "Choix de monture avec un opticien", "Lunettes", "MON", 30, 0, "#f9e79f",
            "Conseil personnalisé selon votre visage, votre correction et votre budget.", weight=4),
    Service("livraison", "Livraison de lunettes", "Retrait et ajustage de vos lunettes", "Lunettes", "LIV", 15, 0,
            "#f5cba7", "Pour une commande dont vous avez reçu l'avis de mise à disposition.", weight=5),
    Service("reparation", "Réparation", "Réparation et réglage", "Lunettes", "REP", 15, 12, "#edbb99",
            "Vis, plaquettes, branches : la plupart des réparations se font sur place.", weight=3),
    Service("atelier-lentilles", "Atelier lentilles", "Atelier lentilles en petit groupe", "Ateliers", "ATE", 60, 0,
            "#d2b4de", "Six places pour apprendre à poser, retirer et entretenir ses lentilles.", after=15, places=6),
    Service("controle-commande", "Contrôle de commande (interne)", "", "Lunettes", "CTRL", 20, 0, "#d5d8dc",
            "Vérification des verres reçus avant d'appeler le client.", weight=1),
)  # fmt: skip

COUNTER = {"choix-monture": 0, "livraison": 0, "reparation": 0, "controle-commande": 0}
ROLES = {
    "optométriste": {**COUNTER, "examen-de-vue": 0, "bilan-enfant": 0, "essai-lentilles": 0, "atelier-lentilles": 0},
    "opticien": {**COUNTER, "examen-de-vue": 0, "essai-lentilles": 0},
    "monteur": {**COUNTER, "choix-monture": 40},
    # an apprentice takes longer
    "apprenti": {"examen-de-vue": 45, "choix-monture": 45, "livraison": 20, "reparation": 20},
}

QUESTIONS = (
    ("Avez-vous une ordonnance de moins de cinq ans ?", "boolean", "", "Pour préparer votre dossier avant votre venue."),
    ("Portez-vous des lentilles ?", "selection", "Jamais\nParfois\nTous les jours",
     "Les lentilles souples se retirent deux heures avant un examen de vue."),
)  # fmt: skip

PRESENTATION = (
    "%s Examen de vue sur rendez-vous, plus de huit cents montures, tiers payant avec la plupart des mutuelles."
)

ESTABLISHMENTS = (
    Establishment(
        "paris",
        (
            Agenda("Camille Aubry", "optométriste", "1245 9:30-13:00 14:00-19:00; 3 12:00-20:30", "user_camille_paris"),
            Agenda("Idriss Belkacem", "opticien",
                   "012 10:00-13:00 14:00-19:00 / 345 10:00-13:00 14:00-19:00"),
            Agenda("Margaux Teyssier", "optométriste", "013 9:30-13:00 14:00-17:00", away=(16, 12)),
            Agenda("Noé Lacombe", "apprenti", "245 10:00-12:30 13:30-18:00"),
        ),
        PRESENTATION % "Au cœur du Marais, quatre opticiens vous reçoivent du lundi au samedi, jusqu'à 20 h 30 le jeudi.",
        rooms=2,
        policy={"booking_max_services": 3, "booking_ask_purpose": "Pour préparer votre venue."},
        session=("Camille Aubry", 2, "14:00"),
    ),
    Establishment(
        "lyon",
        (
            Agenda("Hugo Perrachon", "opticien", "12345 9:00-12:30 14:00-19:00", "user_hugo_lyon"),
            Agenda("Inès Delmas", "optométriste", "1245 9:00-12:30 13:30-17:30", away=(30, 7)),
            Agenda("Farid Oussalah", "optométriste", "01 9:30-13:00 14:00-18:30"),
        ),
        PRESENTATION % "Face au parc, notre équipe lyonnaise vous accueille du lundi au samedi.",
        policy={"booking_first": "agenda"},
        session=("Inès Delmas", 2, "15:30"),
    ),
    Establishment(
        "marseille",
        (
            Agenda("Chloé Ventura", "optométriste", "01245 9:30-12:30 14:30-19:00"),
            Agenda("Gabin Estève", "monteur", "12345 10:00-13:00 15:00-19:30"),
            Agenda("Farid Oussalah", "optométriste", "34 10:00-13:00 14:30-19:00", same_as="lyon"),
        ),
        PRESENTATION % "À deux pas de la plage, on vous reçoit même le lundi.",
        policy={"booking_step_minutes": 10, "booking_ask_phone": "required"},
        session=("Chloé Ventura", 5, "10:30"),
    ),
    Establishment(
        "lille",
        (
            Agenda("Margot Desrumaux", "optométriste", "01234 9:00-12:00 13:30-18:00", away=(9, 5)),
            Agenda("Antoine Vasseur", "opticien", "1245 10:00-19:00"),
        ),
        PRESENTATION % "Une petite équipe qui prend le temps, sans interruption à midi du mardi au samedi.",
        policy={"booking_show_price": False, "booking_share_clients": True},
        session=("Margot Desrumaux", 2, "10:00"),
    ),
    Establishment(
        "strasbourg",
        (
            Agenda("Lisa Kessler", "optométriste", "01234 8:30-12:00 13:00-17:30"),
            Agenda("Mathis Roth", "opticien", "12345 10:00-13:00 14:00-18:30"),
        ),
        PRESENTATION % "Sur les quais de l'Ill. Chaque demande est confirmée par notre équipe dans la journée.",
        policy={"booking_needs_approval": True},
        session=("Lisa Kessler", 2, "13:30"),
    ),
    Establishment(
        "fort_de_france",
        (
            Agenda("Maëlle Céleste", "optométriste", "01234 7:30-12:30 14:00-16:30; 5 8:00-12:00"),
            Agenda("Steeve Marlin", "opticien", "1234 8:00-13:00 14:00-17:00; 5 8:00-12:30", away=(24, 14)),
        ),
        PRESENTATION % "Ouvert tôt le matin, du lundi au samedi midi.",
        policy={"booking_notice_minutes": 120, "booking_horizon_days": 90},
        session=("Maëlle Céleste", 2, "14:30"),
    ),
)  # fmt: skip

TRADE = Trade(
    services=SERVICES,
    categories=("Vue et lentilles", "Lunettes", "Ateliers"),
    roles=ROLES,
    room="Salle d'examen",
    establishments=ESTABLISHMENTS,
    questions=QUESTIONS,
    pairs=(("examen-de-vue", "choix-monture"), ("livraison", "reparation")),
    notice="Horizon Optique utilise ces renseignements pour organiser votre rendez-vous et vous en informer. "
    "Vous pouvez les consulter, les corriger ou les faire effacer en écrivant à l'établissement.",
)
