"""Calendar files, read back by the library that calendars use and checked as bytes."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from clicrdv_booking_logic.ics import Invitation, render
from icalendar import Calendar

PARIS, UTC = ZoneInfo("Europe/Paris"), timezone.utc

INVITATION = Invitation(
    uid="rdv-42@horizon-optique.example",
    sequence=3,
    start=datetime(2026, 3, 29, 7, 0, tzinfo=UTC),
    stop=datetime(2026, 3, 29, 7, 45, tzinfo=UTC),
    zone=PARIS,
    summary="Examen de vue à l'été ; lentilles, montures",
    description="Première ligne\nÀ bientôt \\ merci",
    location="12 rue de Turenne, 75003 Paris",
    url="https://horizon.example/rdv/a/k3y?x=1,2;y",
    status="CONFIRMED",
    method="REQUEST",
    organizer_name='Horizon "Optique" Été',
    organizer_email="rdv@horizon.example",
    attendee_email="jeanne@exemple.fr",
    stamp=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
)


def parse(**changes):
    calendar = Calendar.from_ical(render(replace(INVITATION, **changes)))
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_a_file_read_back_says_what_was_written():
    calendar, event = parse()
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "REQUEST")
    assert event["UID"] == INVITATION.uid and event["SEQUENCE"] == 3
    assert event.decoded("DTSTART") == INVITATION.start and event.decoded("DTEND") == INVITATION.stop
    assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == INVITATION.stamp
    assert str(event["SUMMARY"]) == INVITATION.summary
    assert str(event["DESCRIPTION"]) == INVITATION.description
    assert str(event["LOCATION"]) == INVITATION.location
    assert str(event["URL"]) == INVITATION.url
    assert (event["STATUS"], event["TRANSP"]) == ("CONFIRMED", "OPAQUE")
    assert (
        event["ORGANIZER"] == "mailto:rdv@horizon.example"
        and event["ORGANIZER"].params["CN"] == INVITATION.organizer_name
    )
    assert event["ATTENDEE"] == "mailto:jeanne@exemple.fr"


def test_times_are_local_with_their_zone():
    assert b"DTSTART;TZID=Europe/Paris:20260329T090000\r\n" in render(INVITATION)


@pytest.mark.parametrize("name", ["Europe/Paris", "America/Martinique", "Indian/Reunion"])
def test_the_file_explains_its_zone(name):
    zone = ZoneInfo(name)
    calendar, event = parse(zone=zone)
    [explained] = calendar.walk("VTIMEZONE")
    assert explained["TZID"] == event["DTSTART"].params["TZID"] == name
    for moment in (INVITATION.start, datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)):
        wall = moment.astimezone(zone).replace(tzinfo=None)
        assert explained.to_tz().utcoffset(wall) == zone.utcoffset(wall)


def test_an_appointment_over_new_year_has_the_changes_of_both_years():
    start = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    calendar, event = parse(start=start, stop=start + timedelta(hours=2))
    assert event.decoded("DTEND") == start + timedelta(hours=2)
    assert b"20270328T030000" in calendar.to_ical()


def test_lines_end_in_crlf_and_have_75_octets_at_most():
    file = render(replace(INVITATION, summary="été €𝄞 " * 60, description="x" * 500))
    lines = file.split(b"\r\n")
    assert file.endswith(b"END:VCALENDAR\r\n") and b"\n" not in b"".join(lines) and b"\r" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert str(Calendar.from_ical(file).walk("VEVENT")[0]["SUMMARY"]) == "été €𝄞 " * 60


def test_a_text_cannot_add_a_line_of_its_own():
    _, event = parse(summary="x\r\nSTATUS:CANCELLED", description="y\r\nEND:VEVENT\r\nBEGIN:VEVENT")
    assert event["STATUS"] == "CONFIRMED"


def test_the_same_revision_gives_the_same_bytes():
    assert render(INVITATION) == render(replace(INVITATION))


def test_a_published_file_names_no_attendee():
    _, event = parse(method="PUBLISH")
    assert "ATTENDEE" not in event


def test_a_client_without_address_is_no_attendee():
    _, event = parse(attendee_email=None)
    assert "ATTENDEE" not in event


def test_a_cancelled_appointment_frees_the_time_in_the_calendar():
    calendar, event = parse(status="CANCELLED", method="CANCEL", sequence=4)
    assert (calendar["METHOD"], event["STATUS"], event["TRANSP"]) == ("CANCEL", "CANCELLED", "TRANSPARENT")


@pytest.mark.parametrize("field", ["description", "location", "url"])
def test_an_empty_field_is_left_out(field):
    _, event = parse(**{field: ""})
    assert field.upper() not in event


@pytest.mark.parametrize(
    "changes",
    [
        {"start": datetime(2026, 3, 29, 7)},
        {"stamp": datetime(2026, 3, 29, 7)},
        {"stop": INVITATION.start},
        {"status": "DONE"},
        {"method": "REPLY"},
        {"method": "CANCEL"},
        {"uid": "a\r\nSTATUS:CANCELLED"},
        {"url": "https://a.example/\nX:y"},
        {"organizer_name": "a\nb"},
        {"organizer_email": "a@b.fr\nX:y"},
        {"attendee_email": "a@b.fr\rX:y"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_an_invitation_that_makes_no_sense_is_refused(changes):
    with pytest.raises(ValueError):
        replace(INVITATION, **changes)
