"""The settings for Kannel work with a real Kannel, from our message to its operator and back."""

import json
import subprocess
import sys

import kannel
import pytest

REPORT_PATH = "/report/t0k3n"


@pytest.fixture(scope="module")
def facts():
    if missing := kannel.missing():
        pytest.skip(missing)
    command = [*kannel.in_namespace(), sys.executable, str(kannel.HERE / "scenario.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("end", ["delivered", "failed"])
def test_a_message_is_accepted_then_reported_as_sent_and_then_as_its_end(facts, end):
    answer, first, taken, last, taken_again, reference = facts[end]
    assert answer == "accepted"
    assert first == [REPORT_PATH, "sent", reference]
    assert taken == "Sent" and last == [REPORT_PATH, end, reference]
    assert taken_again == "Unknown DLR, not accepted"


def test_what_the_operator_refuses_is_reported_as_failed(facts):
    answer, (_path, state, _reference) = facts["refused_by_operator"]
    assert (answer, state) == ("accepted", "failed")


@pytest.mark.parametrize("name", ["accents", "ucs2"])
def test_a_text_arrives_letter_by_letter(facts, name):
    answer, state, text, received = facts[name]
    assert (answer, state, received) == ("accepted", "sent", [text])


def test_two_hundred_letters_are_two_parts(facts):
    answer, _state, text, received = facts["long"]
    assert answer == "accepted" and "".join(received) == text
    assert [len(part) for part in received] == [153, 47]


def test_a_client_who_answers_is_read(facts):
    assert facts["inbound"] == ["+33639980001", "STOP à tous"]


def test_a_bad_password_is_a_matter_of_configuration(facts):
    assert facts["bad_password"] == ["retry", "configuration"]


def test_a_number_with_letters_is_refused(facts):
    assert facts["bad_number"] == ["refused", "refused"]


def test_a_stopped_kannel_has_surely_sent_nothing(facts):
    assert facts["stopped"] == ["retry", "connect"]


def test_each_report_came_once(facts):
    assert facts["calls_left"] == 0
