"""An audit that is closed with its findings put right, one that is announced, and the documents that they ask for."""

from odoo.fields import Command

from odoo.addons.clicrdv_booking.logic.working_days import add_working_days

from .story import customers, file_of

REPORT = "Deux écarts mineurs, corrigés avant la remise du rapport."


def write_audits(env, story):
    """The network's of last season, a franchisee's of the next weeks."""
    controllers = customers(env)
    _closed(env, story, controllers["horizon"])
    noticed_on = story.office_day(4)
    announced = env["clicrdv.privacy.audit"].create(
        {
            **controllers["bordeaux"],
            "noticed_on": noticed_on,
            "planned_on": add_working_days(noticed_on, 24),
            "scope": "Durées de conservation des fiches du salon, droits des personnes, accès du personnel.",
            "schedule": "Une demi-journée, de 9 h à 12 h, à distance.",
        }
    )
    asked = env["clicrdv.privacy.document.request"]
    common = {**controllers["bordeaux"], "audit_id": announced.id}
    asked.create({**common, "name": "Registre des sous-traitants à jour", "asked_at": story.at(3, 8, 30)})
    policy = asked.create({**common, "name": "Politique de conservation", "asked_at": story.at(3, 8, 31)})
    policy.write({"document": file_of("Politique de conservation", REPORT), "document_name": "conservation.pdf"})
    policy.action_deliver()


def _closed(env, story, controller):
    ended_on = story.office_day(110)
    audit = env["clicrdv.privacy.audit"].create(
        {
            **controller,
            "noticed_on": story.office_day(170),
            "planned_on": ended_on,
            "scope": "Sécurité des accès et des sauvegardes, dans les six boutiques.",
            "schedule": "Deux jours, aux heures d'ouverture.",
            "security_exceptions": "Aucun essai d'intrusion pendant les heures d'ouverture.",
            "protocol": file_of("Protocole d'audit", "Périmètre, calendrier et personnes présentes."),
            "protocol_name": "protocole.pdf",
            "protocol_agreed_on": story.office_day(150),
            "auditor": "Cabinet Vérif & Associés (exemple)",
            "auditor_qualification": "Auditeur qualifié PASSI",
            "auditor_is_independent": True,
            "nda": file_of("Engagement de confidentialité", "Signé par l'auditeur."),
            "nda_name": "confidentialite.pdf",
            "nda_signed_on": story.office_day(148),
            "man_days": 2.5,
        }
    )
    audit.action_agree()
    audit.action_start()
    audit.action_finish()
    audit._note(ended_on=ended_on)
    audit.write(
        {
            "report": file_of("Rapport d'audit", REPORT),
            "report_name": "rapport-audit.pdf",
            "report_received_on": story.office_day(95),
            "action_ids": [Command.create(values) for values in _actions(env, story)],
        }
    )
    audit.action_close()


def _actions(env, story):
    """What it found, and by when that was put right."""
    return [
        {
            "name": "Fermer les comptes dormants de la boutique de Lille",
            "finding": "Deux comptes sans connexion depuis neuf mois.",
            "due_on": story.office_day(60),
            "done_on": story.office_day(88),
            "user_id": env.uid,
        },
        {
            "name": "Écrire la périodicité des essais de restauration",
            "finding": "Les essais ont lieu, leur fréquence n'était écrite nulle part.",
            "due_on": story.office_day(45),
            "done_on": story.office_day(70),
            "user_id": env.uid,
        },
    ]
