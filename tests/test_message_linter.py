"""Words of a message that make it marketing, tell about health or get it blocked; and messages that are fine."""

import unicodedata

import pytest
from clicrdv_booking_logic.message_linter import Finding, lint, missing
from hypothesis import given
from hypothesis import strategies as st

#: What the product says by itself, or may: confirmation, reminder, change, cancellation, no-show.
SERVICE_TEXTS = (
    "Votre rendez-vous est confirmé : {service}, {date} à {time}, {establishment}, {address}. Gérer : {link}",
    "Rappel : {service} le {date} à {time} chez {establishment}, {address}. Un empêchement ? {link}",
    "Votre rendez-vous du {date} à {time} chez {establishment} a été déplacé. Détails : {link}",
    "Votre rendez-vous du {date} à {time} chez {establishment} est annulé. Reprendre rendez-vous : {link}",
    "Nous vous avons attendu le {date} à {time}. Contactez {establishment} au {phone} pour un autre rendez-vous.",
    "Nouveau rendez-vous : {client}, {service}, le {date} à {time} avec {professional}. Tél. {phone}",
    "Your appointment is confirmed: {service} on {date} at {time}, {establishment}, {address}. Manage it: {link}",
    "Reminder: {service} on {date} at {time} with {professional} at {establishment}. Change or cancel: {link}",
)


def codes_and_words(text):
    return [(finding.code, finding.word) for finding in lint(text)]


@pytest.mark.parametrize("text", SERVICE_TEXTS)
def test_messages_about_an_appointment_are_clean(text):
    assert not lint(text)


@pytest.mark.parametrize(
    "text",
    [
        "Votre examen de vue est confirmé lundi 11 janvier à 14 h 30.",
        "RDV visagisme et remise de vos lunettes le 3 mars à 9 h, 12 rue de la Paix, 75002 Paris.",
        "Séance de remise en forme demain à 18 h, salle 2. Prévoyez une serviette.",
        "Remise à neuf de vos phares : déposez le véhicule avant 9 h.",
        "Coupe et couleur avec Inès – 45 € – mardi à 10 h 15. Solde à régler sur place.",
        "Acompte : 30 %. Arrivée entre 9-10 h. Code d'entrée : 36180B.",
        "Présentez-vous au 36 rue du Stop, arrêt de bus Gare du Nord.",
        "Pour gagner du temps, scannez le QR code à l’accueil.",
        "M. Loffret et Mme Dupromo vous attendent rue Saint-François-de-Sales.",
        "Chez Prometteur, opticien : pilates, psychomotricité, encadrement.",
        "Gérez votre rendez-vous : https://rdv.horizon-optique.fr/a/k3y ou contact.e-bit.ly.horizon.fr",
        "Écrivez à jeanne@t.co pour toute question.",
        "",
        "   \n",
        "😀 漢字 \u0301\u200b",
    ],
)
def test_real_service_messages_raise_no_alarm(text):
    assert not lint(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Revenez vite, -10 % sur la prochaine coupe", ["-10 %"]),
        ("Revenez vite : −15\u00a0% !", ["−15\u00a0%"]),
        ("20% off on all frames", ["20% off"]),
        ("10 % de moins, -5€ dès 2 séances", ["10 % de moins", "-5€"]),
        ("PROMO ! Code promo ETE", ["PROMO", "Code promo"]),
        ("Nos promotions et offres promotionnelles", ["promotions", "offres", "promotionnelles"]),
        ("Une remise de 10 euros, des REMISES, une réduction", ["remise", "REMISES", "réduction"]),
        ("C’est l’offre du mois : une monture offerte", ["offre", "offerte"]),
        ("2e paire gratuite, livraison gratuitement", ["gratuite", "gratuitement"]),
        ("Bon plan : vente privée et ventes flash", ["Bon plan", "vente privée", "ventes flash"]),
        ("Profitez des soldes et des nouveautés", ["Profitez", "soldes", "nouveautés"]),
        ("Un cadeau, un chèque d’achat, un parrainage", ["cadeau", "chèque d’achat", "parrainage"]),
        ("Votre carte de fidélité à prix cassés", ["carte de fidélité", "prix cassés"]),
        ("Summer sale: discounted deals and vouchers", ["sale", "discounted", "deals", "vouchers"]),
        ("SOLDES", ["SOLDES"]),
        ("re\u0301duction", ["re\u0301duction"]),
    ],
)
def test_a_word_that_promotes_is_advertising(text, words):
    assert codes_and_words(text) == [("advertising", word) for word in words]


@pytest.mark.parametrize(
    "word",
    ["cancer", "cancérologie", "oncologue", "chimiothérapie", "Dépistage", "VIH", "IRM", "scanner", "grossesse", "IVG",
     "femme enceinte", "psychiatre", "psychologue", "PSYCHOLOGUES", "gynécologie", "mammographie", "échographie",
     "ordonnance", "diabète", "diabétologue", "hépatite", "vaccination", "Covid-19", "prise de sang", "bilan sanguin",
     "addictologie", "stérilet", "épilepsie", "chirurgie", "maladie"],
)  # fmt: skip
def test_a_word_that_tells_about_health_is_medical(word):
    assert codes_and_words(f"Rappel : votre rendez-vous ({word}) est demain à 9 h.") == [("medical", word)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("RDV demain. STOP au 36180", "STOP au 36180"),
        ("RDV demain. Stop SMS au 36063.", "Stop SMS au 36063"),
        ("RDV demain. STOP 36180", "STOP 36180"),
        ("Pour ne plus être contacté, répondez STOP", "répondez STOP"),
        ("Répondre « STOP » pour arrêter", "Répondre « STOP"),
        ("Envoyez ARRÊT au 36180", "Envoyez ARRÊT"),
        ("Reply STOP to unsubscribe", "Reply STOP"),
    ],
)
def test_a_stop_mention_does_not_belong_into_a_service_message(text, word):
    assert codes_and_words(text) == [("stop_mention", word)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Gérer : https://bit.ly/3xYz", "bit.ly"),
        ("Voir TinyURL.com/abc.", "TinyURL.com"),
        ("www.cutt.ly/a", "cutt.ly"),
        ("lien t.co.", "t.co"),
        ("https://urlz.fr/x", "urlz.fr"),
    ],
)
def test_a_link_of_a_public_shortener_is_found(text, word):
    assert codes_and_words(text) == [("link_shortener", word)]


def test_findings_come_in_the_order_of_the_text_with_their_places():
    text = "Dépistage gratuit : bit.ly/x, STOP au 36180"
    assert lint(text) == (
        Finding("medical", "Dépistage", 0, 9),
        Finding("advertising", "gratuit", 10, 17),
        Finding("link_shortener", "bit.ly", 20, 26),
        Finding("stop_mention", "STOP au 36180", 30, 43),
    )


@pytest.mark.parametrize(
    ("template", "lacking"),
    [
        ("À {time}, {link}", ()),
        ("{link}.", ()),
        ("À {time}", ("no_link",)),
        ("link", ("no_link",)),
        ("{ link }", ("no_link",)),
        ("{link", ("no_link",)),
        ("https://salon.example", ("no_link",)),
        ("", ("no_link",)),
    ],
)
def test_an_sms_without_the_link_of_the_appointment_lacks_it(template, lacking):
    assert missing(template) == lacking


PIECES = (
    "Promo",
    "réduction",
    "-10 %",
    "cœur",
    "IRM",
    "ﬁ",
    "…",
    "½",
    "ß",
    "é",
    "\u0301",
    " ",
    "\n",
    "bit.ly",
    "STOP 36180",
    "a",
)


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text(max_size=100))
def test_a_finding_is_the_text_at_its_place_whatever_the_form_of_the_accents(text):
    for form in (text, unicodedata.normalize("NFD", text)):
        findings = lint(form)
        assert all(form[finding.start : finding.stop] == finding.word for finding in findings)
        assert all(finding.word == finding.word.strip() for finding in findings)
    assert [f.code for f in lint(text)] == [f.code for f in lint(unicodedata.normalize("NFD", text))]


@given(st.text(max_size=60), st.sampled_from(["promo", "vih", "bit.ly", "stop 36180"]))
def test_a_word_is_found_in_any_case_among_any_others(around, word):
    assert {finding.code for finding in lint(f"{around} {word.upper()} {around}")} >= {lint(word)[0].code}
