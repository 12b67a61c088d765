"""Measures of sub-annex C that were tested, one that will be replaced, questions about security, a certificate for health."""

from .story import customers, file_of, post_letters

#: xml id → (days since the test, its result)
TESTS = {
    "backup": (9, "Sauvegarde de la veille relue : chiffrée, empreinte conforme, 1,4 Go."),
    "recovery": (9, "Restauration complète dans une base d'essai en 24 minutes, pour 4 heures convenues."),
    "tls": (33, "Aucune adresse en clair n'a répondu ; TLS 1.2 et 1.3 seulement."),
    "logins": (58, "Aucun compte générique parmi les comptes actifs."),
    "access_review": (150, "Revue annuelle close : un compte fermé, les autres justifiés."),
    "incident_procedure": (120, "Exercice : du signalement à la notification des clients en 5 heures."),
    "awareness": (402, "Campagne d'hameçonnage simulé : 6 % de clics, contre 14 % l'année d'avant."),
}


def write_measures(env, story):
    """Owners, tests, a change that controllers were told of, questions."""
    owners = (env.ref("clicrdv_gdpr.user_dpo1"), env.ref("clicrdv_gdpr.user_dpo2"))
    measures = env["clicrdv.security.measure"].search([("company_id", "=", env.company.id)])
    for measure in measures:
        measure.owner_id = owners[measure.chapter in ("C.5", "C.6", "C.7")]
    for name, (ago, result) in TESTS.items():
        measure = env.ref(f"clicrdv_gdpr.measure_{name}")
        measure.write({"tested_on": story.office_day(ago), "test_result": result})
        measure.action_test()
    _change(env, story)
    _questions(env, story)
    _certificate(env, story)


def _change(env, story):
    old = env.ref("clicrdv_gdpr.measure_admin_ports")
    new = env["clicrdv.security.measure"].create(
        {
            "name": "Administration par un réseau privé chiffré, avec second facteur",
            "chapter": "C.5",
            "sequence": 155,
            "objective": "confidentiality",
            "description": "Aucun port d'administration n'est plus ouvert, même filtré par adresse.",
            "owner_id": old.owner_id.id,
        }
    )
    change = env["clicrdv.security.measure.change"].create(
        {
            "measure_id": old.id,
            "replacement_id": new.id,
            "justification": "Une adresse filtrée peut être usurpée ; un certificat personnel et un second facteur, non.",
            "planned_on": story.day(-25),
        }
    )
    change.action_inform()
    post_letters(env, story.now)


def _questions(env, story):
    controllers = customers(env)
    answered = env["clicrdv.security.question"].create(
        {
            **controllers["bordeaux"],
            "asked_at": story.at(1, 9, 30),
            "question": "Nos coiffeurs utilisent la tablette du salon à plusieurs. Est-ce un risque pour les fiches clients ?",
            "answer": "Oui : chacun doit avoir son propre compte. Réglez le verrouillage de l'écran à deux minutes, et voyez le"
            " journal des accès du salon : il dit qui a lu quelle fiche.",
        }
    )
    answered.action_answer()
    post_letters(env, story.now)
    env["clicrdv.security.question"].create(
        {
            **controllers["horizon"],
            "asked_at": story.at(1, 14, 10),
            "question": "Combien de temps gardez-vous les journaux techniques, et qui peut les lire ?",
        }
    )


def _certificate(env, story):
    """No establishment of the demo handles health data: the certificate is there for whoever wants to try."""
    env["clicrdv.hds.certificate"].create(
        {
            "name": "HDS-EXEMPLE-0001",
            "subprocessor_id": env.ref("clicrdv_gdpr.subprocessor_claranet").id,
            "body": "Organisme certificateur (exemple)",
            "valid_from": story.day(380),
            "valid_until": story.day(-700),
            **{f"activity_{number}": True for number in range(1, 7)},
            "document": file_of("Certificat d'hébergeur de données de santé", "Activités 1 à 6."),
            "document_name": "certificat-hds.pdf",
        }
    )
