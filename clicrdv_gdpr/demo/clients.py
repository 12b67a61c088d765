"""Client files and visits that the story needs beside those of the booking demo."""

from datetime import timedelta

from odoo.fields import Command

from odoo.addons.clicrdv_booking.const import PLANNED_LATER, QUIET
from odoo.addons.clicrdv_booking.demo.people import ascii_name

from .story import nobody


def files_of(env, company, *domain, **options):
    """Client files of an establishment, the oldest first.

    :param domain: what else they have to be
    :param options: limit and offset
    """
    own = [("company_id", "=", company.id), ("is_client_file", "=", True)]
    return env["res.partner"].search([*own, *domain], order="id", **options)


def write_files(env, company, people, first_number):
    """Client files of an establishment.

    :param people: (first name, last name) of each
    :param int first_number: end of the first telephone number; they are of the range that ARCEP keeps for fiction
    :return: res.partner records
    """
    files = nobody(env)["res.partner"].with_context(**QUIET)
    return files.create(
        [
            {
                "is_client_file": True,
                "client_lastname": lastname,
                "client_firstname": firstname,
                "client_consent_sms": True,
                "email": f"{ascii_name(firstname)}.{ascii_name(lastname)}@example.com",
                "phone": f"+3363998{first_number + rank}",
                "company_id": company.id,
                "country_id": company.country_id.id,
                "zip": company.zip,
                "city": company.city,
                "lang": "fr_FR",
                "tz": company.booking_tz,
            }
            for rank, (firstname, lastname) in enumerate(people)
        ]
    )


def write_visits(env, agenda, visits, source, state):
    """Appointments in one agenda; their messages are history, and were never written.

    :param visits: (client file, start in UTC) of each
    """
    events = nobody(env)["calendar.event"].with_context(clicrdv_messages=PLANNED_LATER, clicrdv_trace_source="staff")
    service = agenda.company_id.service_ids.filtered(lambda one: one.capacity == 1).sorted("sequence")[:1]
    return events.create(
        [
            {
                "agenda_id": agenda.id,
                "client_id": client.id,
                "start": start,
                "stop": start + timedelta(minutes=service.duration_minutes),
                "service_ids": [Command.set(service.ids)],
                "service_order": service.ids,
                "booking_source": source,
                "booking_state": state,
            }
            for client, start in visits
        ]
    )
