"""Which mails a machine may answer (BKG-50, RFC 3834)."""

import pytest
from clicrdv_billing_logic.mail_answer import silence

OWN = {"support@example.com", "catchall@example.com"}


def test_a_person_gets_an_answer():
    headers = [
        ("From", "Zoé <zoe@example.com>"),
        ("Auto-Submitted", "no"),
        ("Precedence", "normal"),
        ("Return-Path", "<zoe@example.com>"),
    ]
    assert silence(headers, "zoe@example.com", OWN) == ""


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (("Auto-Submitted", "auto-replied"), "machine"),
        (("AUTO-SUBMITTED", " Auto-Generated; owner-email=x"), "machine"),
        (("Auto-Submitted", "nonsense"), "machine"),
        (("Precedence", "Bulk"), "machine"),
        (("precedence", "auto_reply"), "machine"),
        (("List-Id", "<news.example.com>"), "machine"),
        (("List-Unsubscribe", "<mailto:x@example.com>"), "machine"),
        (("X-Autoreply", "yes"), "machine"),
        (("X-Auto-Response-Suppress", "DR, OOF, AutoReply"), "suppressed"),
        (("X-Auto-Response-Suppress", "All"), "suppressed"),
        (("Return-Path", " <> "), "bounce"),
    ],
)
def test_machines_lists_and_bounces_get_none(header, reason):
    assert silence([("Subject", "Help"), header], "zoe@example.com", OWN) == reason


@pytest.mark.parametrize(
    "sender", ["", " ", "MAILER-DAEMON@example.com", "no-reply@example.com", "noreply+12@example.com",
               "donotreply@example.com", "ne-pas-repondre@example.com", "owner-list@example.com",
               "list-request@example.com", "bounce@example.com", "x-bounces@example.com", "postmaster@example.com"],
)  # fmt: skip
def test_nobody_gets_none(sender):
    assert silence([], sender, OWN) == "nobody"


@pytest.mark.parametrize("sender", ["arnold@example.com", "noreplyson@example.com", "reply@example.com"])
def test_a_name_that_only_looks_alike_is_a_person(sender):
    assert silence([], sender, OWN) == ""


def test_we_do_not_answer_ourselves():
    assert silence([], " Support@Example.com ", OWN) == "own"
