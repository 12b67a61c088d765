"""An establishment with something in every file of an export."""

import base64
from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.clicrdv_booking.tests.common import (
    NOW,
    make_agenda,
    make_establishment,
    make_hours,
    make_room,
    make_service,
)
from odoo.addons.clicrdv_booking.tests.message_common import MessageCase

from ..logic.notices import notice_hash

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
#: Around both changes of the clock in Paris, and of that in New York.
MOMENTS = (
    datetime(2027, 3, 28, 0, 30),
    datetime(2027, 3, 28, 1, 30),
    datetime(2027, 10, 31, 0, 30),
    datetime(2027, 11, 7, 6),
)


class ShopCase(MessageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portability = cls.env["clicrdv.portability"]

    # === AN ESTABLISHMENT === #

    @classmethod
    def make_shop(cls, name="Optique Éléonore 🕶", **values):
        env = cls.env
        shop = make_establishment(
            env, name, booking_tz="Europe/Paris", booking_information_notice="Vos données…", **values
        )
        shop.privacy_email = "rgpd@example.com"
        shop.client_properties_definition = [{"name": "a1b2c3d4e5f6a7b8", "string": "Verres", "type": "char"}]
        user = cls.make_staff(shop)
        hours = make_hours(env, shop, (9, 12), (14, 19))
        far = make_hours(env, shop, (8, 20))
        far.tz = "America/New_York"
        category = env["clicrdv.agenda.category"].create({"name": "Équipe", "company_id": shop.id})
        ana = make_agenda(
            env, shop, "Ana", hours, category_id=category.id, user_id=user.id, image=base64.b64encode(PICTURE)
        )
        zoe = make_agenda(env, shop, "Zoé", far, description="<Ne pas déranger>")
        room = make_room(env, shop)
        family = env["clicrdv.service.category"].create({"name": "Vue", "public_name": "Vue", "company_id": shop.id})
        exam = make_service(
            env, {ana: 0, zoe: 45}, "Examen", kind_ids=[Command.set(room.kind_id.ids)], category_id=family.id
        )
        fit = make_service(env, ana | zoe, "Adaptation", price=12.35, buffer_after_minutes=10)
        group = make_service(env, zoe, "Atelier", capacity=5)
        exam.with_context(lang="fr_FR").public_name = "Examen de vue"
        cls.make_openings(ana, zoe, exam)
        cls.make_closures(shop, ana)
        cls.make_settings(shop)
        cls.fill_with_clients(shop, ana, zoe, exam, fit, group, room)
        env.flush_all()
        return shop

    @classmethod
    def make_staff(cls, shop):
        return new_test_user(
            cls.env,
            f"eleonore.{shop.id}",
            groups="clicrdv_booking.group_manager",
            company_id=shop.id,
            company_ids=[Command.set(shop.ids)],
            name="Éléonore Duprés",
        )

    @classmethod
    def make_openings(cls, ana, zoe, exam):
        cls.env["clicrdv.opening"].create(
            [
                {
                    "agenda_id": ana.id,
                    "kind": "weekly",
                    "weekday": "3",
                    "hour_from": 19,
                    "hour_to": 21.5,
                    "service_ids": [Command.set(exam.ids)],
                },
                {
                    "agenda_id": zoe.id,
                    "kind": "dated",
                    "day": "2027-02-07",
                    "hour_from": 22,
                    "hour_to": 25,
                    "name": "Nuit",
                },
            ]
        )

    @classmethod
    def make_closures(cls, shop, ana):
        cls.env["resource.calendar.leaves"].create(
            [
                {"name": "Fermé", "company_id": shop.id, "date_from": NOW, "date_to": NOW + timedelta(days=1)},
                {
                    "name": "Congé d'Ana",
                    "company_id": shop.id,
                    "resource_id": ana.resource_id.id,
                    "calendar_id": ana.resource_calendar_id.id,
                    "date_from": NOW + timedelta(days=9),
                    "date_to": NOW + timedelta(days=12),
                },
            ]
        )

    @classmethod
    def make_settings(cls, shop):
        env = cls.env
        env["clicrdv.public.holiday"].create(
            {"name": "Saint-Nom", "day": "2027-05-05", "is_open": True, "company_id": shop.id}
        )
        env["clicrdv.question"].create(
            {
                "name": "Lentilles ?",
                "purpose": "Choisir",
                "kind": "selection",
                "options": "oui\nnon",
                "company_id": shop.id,
            }
        )
        env["clicrdv.retention.policy"].create({"company_id": shop.id, "file_months": 24})
        env["clicrdv.optout"]._note(shop, "email", "plus.rien@example.com", "page")

    @classmethod
    def fill_with_clients(cls, shop, ana, zoe, exam, fit, group, room):
        clients = cls.make_clients(shop)
        common = {"agenda_id": ana.id, "client_id": clients[0].id}
        visits = cls.make_visits(common, exam, fit, room)
        cls.make_parts(clients, visits, zoe, fit, group)
        events = cls.env["calendar.event"]
        visits[1]._move_to("cancelled")
        past = events.create({**common, "service_ids": [Command.set(fit.ids)], "start": NOW - timedelta(days=40)})
        past._move_to("no_show")
        cls.make_blocks(ana, zoe)
        cls.make_proofs(shop, clients, visits[0])
        clients[0].message_post(body="Rappelée lundi", message_type="comment")
        clients[0].message_post(body="Ordonnance", attachments=[("ordonnance é.txt", b"OD -1,25")])
        cls.send_messages(shop)

    @classmethod
    def make_clients(cls, shop):
        env = cls.env
        clients = env["res.partner"].create(
            [
                {
                    "name": f"{last} {first}",
                    "client_lastname": last,
                    "client_firstname": first,
                    "is_client_file": True,
                    "company_id": shop.id,
                    "email": f"client{number}@example.com",
                    "phone": f"06 39 98 87 {number:02}",
                    "client_comments": '=HYPERLINK("http://example.com")',
                    "comment": "<p>Née à <b>Vézelay</b></p>",
                    "client_properties": {"a1b2c3d4e5f6a7b8": "progressifs"},
                    "country_id": env.ref("base.fr").id,
                    "category_id": [Command.create({"name": f"Fidèle {number}"})],
                }
                for number, (last, first) in enumerate(
                    [("QUÉVRIN", "Zélie-Ode 👓"), ("ŁUKASZ", "Ñandú"), ('O\'NEIL; "X"', "Çağrı\nB")]
                )
            ]
        )
        env["res.partner"].create({"name": "Mère de Zélie", "parent_id": clients[0].id, "type": "other"})
        clients[0].image_1920 = base64.b64encode(PICTURE)
        clients[1].write({"client_consent_sms": False, "client_legal_hold": True, "client_hold_reason": "Litige"})
        return clients

    @classmethod
    def make_visits(cls, common, exam, fit, room):
        return cls.env["calendar.event"].create(
            [
                {
                    **common,
                    "service_ids": [Command.set((exam | fit).ids)],
                    "service_order": [fit.id, exam.id],
                    "equipment_ids": [Command.set(room.ids)],
                    "start": moment,
                    "booking_comment": "Ça presse 😅",
                    "staff_note": "VIP",
                    "booking_answers": {"lentilles": "oui"},
                    "booking_lastname": "Quévrin",
                }
                for moment in MOMENTS
            ]
        )

    @classmethod
    def make_parts(cls, clients, visits, zoe, fit, group):
        events = cls.env["calendar.event"]
        second = events.create(
            {
                "agenda_id": zoe.id,
                "client_id": clients[0].id,
                "lead_id": visits[3].id,
                "service_ids": [Command.set(fit.ids)],
                "start": MOMENTS[3] + timedelta(hours=3),
            }
        )
        second.description = "<p>Suite</p>"
        for client in clients[1:]:
            events.create(
                {
                    "agenda_id": zoe.id,
                    "client_id": client.id,
                    "service_ids": [Command.set(group.ids)],
                    "start": NOW + timedelta(days=3),
                }
            )

    @classmethod
    def make_blocks(cls, ana, zoe):
        events = cls.env["calendar.event"]
        events.create(
            {
                "agenda_id": ana.id,
                "name": "Réunion",
                "start": NOW + timedelta(days=2),
                "stop": NOW + timedelta(days=2, hours=1),
                "recurrency": True,
                "rrule_type": "weekly",
                "end_type": "count",
                "count": 3,
                "mon": True,
                "wed": True,
            }
        )
        events.create(
            {"agenda_id": zoe.id, "name": "Salon", "allday": True, "start": "2027-04-01", "stop": "2027-04-02"}
        )

    @classmethod
    def make_proofs(cls, shop, clients, visit):
        """What clients were told, what they agreed to, and what was asked for; one who asks has no file."""
        env, sections = cls.env, {"fr_FR": [{"title": "Vos données 🕶", "lines": ["Deux ans."]}]}
        notice = env["clicrdv.privacy.notice"].search([("company_id", "=", shop.id)])
        notice.own_paragraph = "Caméra du perron à l'entrée"
        proof = {"version": 1, "sections": sections, "hash": notice_hash(1, sections), "published_at": NOW}
        notice._move_to("published", **proof)
        visit.write({"privacy_notice_id": notice.id, "privacy_notice_hash": notice.hash})
        consents, words = env["clicrdv.consent"], "Oui, des offres par SMS 🕶"
        for client in clients[::2]:
            consents._give(client, shop, "marketing_sms", words, "public_form", notice.hash)
        consents._withdraw(clients[2], "marketing_sms", "stop_sms")
        requests = env["clicrdv.privacy.request"].create(
            [
                {"company_id": shop.id, "claimant": name, "address": address, "details": f"Je suis {name}.", "right": right,
                 "partner_ids": [Command.set(files.ids)], "note": "Vue au comptoir"}
                for name, address, right, files in (
                    ("Zélie-Ode", "client0@example.com", "access", clients[0]),
                    ("Ignace Quidam", "quidam@example.com", "erasure", clients.browse()),
                )
            ]
        )  # fmt: skip
        file = {"name": "Quidam.pdf", "raw": b"Quidam 1970", "res_model": requests._name, "res_id": requests[1].id}
        env["ir.attachment"].create(file)
        requests[1].message_post(body="Monsieur Quidam a rappelé")

    @classmethod
    def send_messages(cls, shop):
        """A ledger: one sent, one that was under way, one to come."""
        messages = cls.env["clicrdv.message"].search([("company_id", "=", shop.id)], limit=3)
        states = ("sent", "sending", "planned")
        for message, state in zip(messages, states, strict=True):
            message.write(
                {
                    "state": state,
                    "sent_at": NOW if state == "sent" else False,
                    "recipient": "x@example.com",
                    "body": "Bonjour Zélie",
                    "parts": 1,
                    "unit_price": 0.0836,
                    "amount": 0.0836,
                }
            )
        cls.env["clicrdv.message.report"].create(
            {"message_id": messages[0].id, "source": "report", "state": "delivered", "key": "k1"}
        )
