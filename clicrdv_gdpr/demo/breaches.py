"""A breach with the decisions of its controllers, one that proved to be none, and one that is being looked into."""

from datetime import timedelta

from .story import customers, post_letters

FACTS = {
    "circumstances": "Un rappel groupé, préparé à la main pour la fermeture d'un jour férié, est parti avec toutes les adresses"
    " visibles des destinataires.",
    "person_categories": "Clients ayant un rendez-vous ce jour-là",
    "person_count": 23,
    "record_categories": "Adresses e-mail",
    "record_count": 23,
    "consequences": "Les destinataires ont pu lire l'adresse des autres ; un risque limité d'e-mails non désirés.",
    "measures": "Envoi groupé à la main retiré aux salons ; les personnes ont été prévenues le jour même avec des excuses.",
}


def write_breaches(env, story):
    """Closed, dismissed, and one since this morning."""
    _closed(env, story)
    dismissed = env["clicrdv.breach"].create(
        {
            "subject": "Tablette d'un salon égarée, retrouvée au salon",
            "known_at": story.at(61, 8, 20),
            "happened_at": story.at(62, 17),
            "circumstances": "La tablette était verrouillée et n'a pas quitté le salon ; le journal ne montre aucun accès.",
            "measures": "Session fermée à distance dès le signalement.",
        }
    )
    dismissed.action_dismiss()
    env["clicrdv.breach"].create(
        {
            "subject": "Connexions refusées en série sur un compte d'employé",
            "known_at": story.now - timedelta(hours=4),
            "circumstances": "Onze mots de passe refusés, puis le compte a été bloqué. On vérifie qu'aucune page n'a été lue.",
        }
    )


def _closed(env, story):
    breach = env["clicrdv.breach"].create(
        {
            "subject": "Adresses visibles dans un e-mail groupé",
            "known_at": story.at(160, 9, 5),
            "happened_at": story.at(160, 7, 45),
            "happened_until": story.at(160, 8),
            **FACTS,
        }
    )
    breach._add_controllers([customers(env)["nantes"]])
    breach.notice_ids.write({"person_count": 23, "record_count": 23})
    breach.action_confirm()
    breach.action_notify()
    breach._note(confirmed_at=story.at(160, 10, 30), notified_at=story.at(160, 11))
    post_letters(env, story.at(160, 11, 2))
    notice = breach.notice_ids
    notice.write(
        {
            "decision": "do_not_notify",
            "decided_by": "Maëlle Guivarch, gérante",
            "decision_note": "Aucun risque probable pour les personnes : des adresses seules, peu nombreuses, prévenues le"
            " jour même (RGPD, art. 33, paragraphe 1).",
        }
    )
    notice.action_record_decision()
    notice._note(decided_on=story.day(159))
    breach.action_close()
