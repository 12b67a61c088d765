"""The tools in setup/ that decide what a run means."""

import addons
import logs
import pytest
import suite

START = "2026-01-05 10:00:00,123 42 {} demo {}: {}"


def log(level, logger, message):
    return START.format(level, logger, message).splitlines()


def test_the_booking_addon_is_installed_before_those_that_need_it():
    assert addons.names()[0] == "clicrdv_booking"
    assert not set(addons.needs()) & set(addons.names())


@pytest.mark.parametrize("level", ["WARNING", "ERROR", "CRITICAL"])
def test_a_warning_or_worse_is_unexpected(level):
    assert logs.unexpected(log(level, "odoo.http", "no")) == [f"{level} odoo.http: no"]


def test_information_and_foreign_output_are_no_fault():
    assert not logs.unexpected([*log("INFO", "odoo.http", "GET /"), "some library: WARNING"])


def test_a_retried_transaction_is_expected_though_its_message_has_several_lines():
    lines = log(
        "ERROR", "odoo.sql_db", "bad query: UPDATE x\nERROR: could not serialize access due to concurrent update"
    )
    assert not logs.unexpected(lines)
    assert logs.unexpected(lines[:1])


def test_a_test_of_a_whole_product_may_expect_its_own_warning():
    assert not logs.unexpected(log("WARNING", "odoo.http", "rate limited"), [r"odoo\.http: rate"])


@pytest.mark.parametrize(
    ("argument", "kind"),
    [
        ("tests/test_environment.py", "pure"),
        ("tests/test_environment.py::test_x", "pure"),
        ("tests", "pure"),
        ("tests/../tests/conftest.py", "pure"),
        ("clicrdv_billing", "odoo"),
        ("clicrdv_billing/__init__.py", "odoo"),
        ("-k", None),
        ("dst and not slow", None),
    ],
)
def test_what_is_named_says_how_it_runs(argument, kind):
    assert suite.kind_of(argument) == kind
