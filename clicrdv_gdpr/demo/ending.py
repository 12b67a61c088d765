"""Two contracts that have ended: the data of one is destroyed and certified, the export of the other waits."""

import base64
import hashlib
import os
from datetime import timedelta

from odoo.fields import Command

from odoo.addons.clicrdv_booking.demo.papers import paper
from odoo.addons.clicrdv_booking.demo.trade import attendances

from .clients import write_files, write_visits
from .story import company_of, post_letters

FOLDER = "clicrdv_demo_export"
SHOPS = {
    "angers": (
        "Marylène Tréguier",
        "Contrôle de la vue",
        (("Adeline", "Pradier"), ("Basile", "Jaubert"), ("Clarisse", "Cazals"), ("Dimitri", "Sauvage"),
         ("Eugénie", "Castaing"), ("Francis", "Mourier"), ("Gwenola", "Lescure"), ("Hector", "Delaunay")),
        9560,
    ),
    "rochelle": (
        "Anselme Bérard",
        "Barbe et coupe",
        (("Aristide", "Ferrier"), ("Benjamin", "Rivoire"), ("Constant", "Guichard"), ("Donatien", "Maugis"),
         ("Elzéar", "Kervella"), ("Firmin", "Vidalenc")),
        9580,
    ),
}  # fmt: skip
ANSWERS = {
    "Claranet": "Sans objet : aucune donnée de santé de cet établissement.",
    "Google": "Volumes effacés et clés détruites, référence EX-2041.",
    "Atsukè": "Numéros et textes effacés, référence EX-118.",
    "Twilio SendGrid": "Journal d'envoi purgé, ticket EX-7719.",
    "Imprimerie du Canal (exemple)": "Aucune donnée conservée depuis la fin du contrat.",
}


def end_contracts(env, story):
    """Each had its agenda and its clients."""
    for name, shop in SHOPS.items():
        _open_shop(env, story, company_of(env, name), *shop)
    _destroy(env, story, company_of(env, "rochelle"))
    _return(env, story, company_of(env, "angers"))


def _open_shop(env, story, company, person, service, people, first_number):
    """A small diary of the past year."""
    hours = env["resource.calendar"].create(
        {
            "name": f"Heures de {person}",
            "company_id": company.id,
            "tz": company.booking_tz,
            "attendance_ids": [
                Command.create(
                    {"name": name, "dayofweek": day, "hour_from": opens, "hour_to": closes, "day_period": name}
                )
                for day, opens, closes, name in attendances("12345 9:00-12:00 14:00-18:00")
            ],
        }
    )
    values = {"name": person, "public_name": person, "company_id": company.id, "resource_calendar_id": hours.id}
    agenda = env["clicrdv.agenda"].create(values)
    env["clicrdv.service"].create(
        {
            "name": service,
            "public_name": service,
            "company_id": company.id,
            "duration_minutes": 30,
            "skill_ids": [Command.create({"agenda_id": agenda.id})],
        }
    )
    files = write_files(env, company, people, first_number)
    visits = [(file, story.at(330 - 11 * rank, 9 + rank % 7)) for rank, file in enumerate([*files, *files])]
    write_visits(env, agenda, visits, "staff", "done")


def _ask(env, company, ended, received, choice, author, **values):
    company.service_end_date = ended
    return env["clicrdv.reversibility"].create(
        {
            "provider_id": env.company.id,
            "company_id": company.id,
            "choice": choice,
            "received_on": received,
            "author": author,
            "user_id": env.uid,
            **values,
        }
    )


def _destroy(env, story, company):
    """The barber has retired: no return, everything is destroyed, every sub-processor has answered."""
    request = _ask(env, company, story.day(40), story.day(26), "destroy", "Anselme Bérard, gérant")
    confirm = env["clicrdv.destruction.confirm"].create(
        {"reversibility_id": request.id, "typed_name": request.controller_name}
    )
    confirm.action_destroy()
    request._destroy()
    for task in request.task_ids:
        task.write({"done_on": story.office_day(1), "answer": ANSWERS[task.subprocessor_id.name]})
    certificate = request._certify()
    content = _paper_of(certificate)
    certificate.write(
        {
            "document": base64.b64encode(content),
            "document_name": f"{certificate.name}.pdf",
            "document_sha256": hashlib.sha256(content).hexdigest(),
        }
    )
    request._finish()
    post_letters(env, story.now)


def _paper_of(certificate):
    """A small paper instead of the printed one."""
    content = certificate.content
    return paper(
        f"Certificat de destruction {certificate.name}",
        f"Pour {certificate.controller_name}, à la demande de {content['author']}.",
        *(f"{label} : {number}" for label, number in content["counts"]),
        *(f"{name}, {certificate._day(day)} : {answer}" for name, day, answer in content["tasks"]),
    )


def _return(env, story, company):
    """The optician changes his provider: his export is there, and can be downloaded."""
    request = _ask(
        env,
        company,
        story.day(6),
        story.day(9),
        "return_destroy",
        "Marylène Tréguier, gérante",
        return_to="Agenda Plus (exemple)",
    )
    request.action_export()
    folder = env["ir.attachment"]._full_path(FOLDER)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, f"{request.name}.zip")
    about = {"controller": request.controller_name, "request": request.name}
    # beside the job, whose progress is told by a second connection
    request._keep_archive(path, *env["clicrdv.portability"]._export(request._companies(), path, about))
    os.rmdir(folder)
    post_letters(env, story.now - timedelta(minutes=5))
