"""The data-protection agreement: a version that everybody has signed, and one that a franchisee has still to sign."""

from .story import customers, file_of

SIGNERS = {
    "horizon": "Agathe Delorme, présidente",
    "bordeaux": "Théo Labarthe, gérant",
    "nantes": "Maëlle Guivarch, gérante",
    "rennes": "Ronan Le Bihan, gérant",
}
OPERATOR = "Solange Abadie, directrice générale"
TEXT = (
    "Le présent accord fixe, en application de l'article 28 du RGPD, les conditions dans lesquelles ClicRDV Démonstration"
    " traite des données à caractère personnel pour le compte de ses clients.",
    "Sous-annexe A : finalités, catégories de données et durées de conservation.",
    "Sous-annexe B : sous-traitants ultérieurs, objet et lieu de leur intervention.",
    "Sous-annexe C : mesures techniques et organisationnelles de sécurité.",
)
#: Who has not signed the second version yet.
LATE = "rennes"


def sign_agreement(env, story):
    """Both versions with their signatures."""
    first = _publish(env, "Version 1", story.office_day(430))
    second = _publish(
        env,
        "Version 2",
        story.office_day(40),
        changes="Sous-annexe A : la publicité par SMS devient une finalité à part, soumise au consentement du client.",
        changes_annex_a=True,
    )
    signed_on = {first: story.office_day(420), second: story.office_day(30)}
    for version, day in signed_on.items():
        for name, controller in customers(env).items():
            if version == first or name != LATE:
                _sign(env, version, name, controller, day)


def _publish(env, name, day, **values):
    version = env["clicrdv.privacy.agreement"].create(
        {
            "name": name,
            "document": file_of(f"Accord sur la protection des données, {name.lower()}", *TEXT),
            "document_name": f"accord-protection-des-donnees-{name.lower().replace(' ', '-')}.pdf",
            **values,
        }
    )
    version.action_publish()
    version._note(published_on=day)
    return version


def _sign(env, version, name, controller, day):
    signer = SIGNERS[name]
    scan = file_of(f"{version.name}, signée", f"Pour le responsable du traitement : {signer}.", f"Pour {OPERATOR}.")
    env["clicrdv.privacy.acceptance"].create(
        {
            "agreement_id": version.id,
            "company_id": controller["company_id"],
            "network_id": controller["network_id"],
            "controller_signer": signer,
            "controller_signed_on": day,
            "processor_signer": OPERATOR,
            "processor_signed_on": day,
            "document": scan,
            "document_name": f"{version.name} signée.pdf",
        }
    )
