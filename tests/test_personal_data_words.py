"""Declarations that cannot be worked with are told."""

from clicrdv_gdpr_logic.personal_data import ROOT, Category, Column, Declaration, Fate, Itself, Purpose, Through, faults

FILE = Declaration(ROOT, "res_partner", "Files", Purpose.BOOKING, (Itself(),), (Column("name", Category.IDENTITY),))


def child(key, **values):
    return Declaration(key, key, key, Purpose.BOOKING, (Through("x"),), (Column("y", Category.CONTACT),), **values)


def test_good_declarations_have_no_fault():
    assert faults([FILE, child("a")]) == []


def test_what_comes_twice_too_early_or_without_a_reason_is_told():
    assert faults([child("a"), FILE]) == ["a: client_file comes after it or is not there"]
    assert faults([FILE, child("a"), child("a")]) == ["a: declared twice"]
    assert faults([FILE, child("a", fate=Fate.KEEP)]) == ["a: kept without a reason"]


def test_a_declaration_covers_what_it_names():
    assert child("a", context=("z",)).covers() == {"x", "y", "z"}
