"""The electronic invoice: plain values become a file that passes the published rules of EN 16931 and of France."""

import copy
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from clicrdv_billing_logic import einvoice, einvoice_rules
from einvoice_examples import EN16931, EXAMPLES, FRANCE, PLAIN, SMS, THREE_ZONES, invoice, line, xml_of
from facturx.parse_xml import parse_ubl_cii_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from saxonche import PySaxonProcessor

NAMES = {"ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"}


@pytest.fixture(scope="module")
def schematron():
    """Runs the compiled rules: what they refuse, as texts that begin with the code of the rule."""
    with PySaxonProcessor(license=False) as processor:
        compiler = processor.new_xslt30_processor()
        sheets = [compiler.compile_stylesheet(stylesheet_file=str(path)) for path in (EN16931, FRANCE)]

        def run(xml):
            found = []
            for sheet in sheets:
                node = processor.parse_xml(xml_text=xml.decode())
                report = etree.fromstring(sheet.transform_to_string(xdm_node=node).encode())
                fired = report.findall("{*}fired-rule")
                assert len(fired) > 10, "the rules have not run"
                found += [
                    " ".join("".join(failed.itertext()).split())
                    for failed in report.iterfind("{*}failed-assert")
                    if failed.get("flag") != "warning" and failed.get("role") != "warning"
                ]
            return found

        yield run


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_invoice_passes_the_rules_of_en16931_and_of_france(schematron, name):
    values = einvoice.to_values(EXAMPLES[name])
    assert einvoice_rules.broken(values) == ()
    assert schematron(xml_of(values)) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_read_back_from_the_file_holds_the_rules_too(name):
    values = einvoice.to_values(EXAMPLES[name])
    read = parse_ubl_cii_xml(xml_of(copy.deepcopy(values)), flavor="factur-x", level="en16931", check_xsd=False)
    assert einvoice_rules.broken(read) == ()
    assert read["BT-115"] == values["BT-115"]


def test_bil_14_a_price_of_0_0836_is_intact_and_137_sms_cost_11_45():
    root = etree.fromstring(xml_of(einvoice.to_values(SMS)))
    prices = root.xpath("//ram:NetPriceProductTradePrice/ram:ChargeAmount/text()", namespaces=NAMES)
    totals = root.xpath("//ram:LineTotalAmount/text()", namespaces=NAMES)
    assert prices == ["49.9", "0.0836"]
    assert totals == ["49.90", "11.45", "61.35"]


def test_each_zone_has_its_own_tax_and_the_one_without_vat_says_why():
    taxes = einvoice.to_values(THREE_ZONES)["BG-23"]
    assert [(tax["BT-119"], tax["BT-118"], tax["BT-116"], tax["BT-117"]) for tax in taxes] == [
        ("20", "S", "49.90", "9.98"),
        ("8.5", "S", "33.27", "2.83"),
        ("0", "E", "50.15", "0.00"),
    ]
    assert [bool(tax.get("BT-120")) for tax in taxes] == [False, False, True]


def test_the_siren_and_the_siret_each_have_their_scheme():
    root = etree.fromstring(xml_of(einvoice.to_values(PLAIN)))
    for party, siren, siret in (
        ("SellerTradeParty", "999340276", "99934027600016"),
        ("BuyerTradeParty", "999084122", "99908412200018"),
    ):
        [node] = root.xpath(f"//ram:{party}", namespaces=NAMES)
        assert node.xpath("ram:SpecifiedLegalOrganization/ram:ID[@schemeID='0002']/text()", namespaces=NAMES) == [siren]
        assert node.xpath("ram:GlobalID[@schemeID='0009']/text()", namespaces=NAMES) == [siret]
        assert node.xpath(".//ram:URIID[@schemeID='0225']/text()", namespaces=NAMES) == [siren]


def test_an_order_is_named_only_when_there_is_one():
    assert "BT-13" not in einvoice.to_values(PLAIN)
    assert einvoice.to_values(replace(PLAIN, order="PO 7"))["BT-13"] == "PO 7"


@pytest.mark.parametrize(("point", "code"), [(einvoice.ON_PAYMENT, "72"), (einvoice.ON_INVOICE, "5")])
def test_the_file_says_when_vat_is_due(point, code):
    root = etree.fromstring(xml_of(einvoice.to_values(replace(PLAIN, vat_point=point))))
    assert root.xpath("//ram:DueDateTypeCode/text()", namespaces=NAMES) == [code]


def test_a_credit_note_names_the_invoice_and_asks_for_no_payment():
    values = einvoice.to_values(EXAMPLES["credit"])
    assert values["BT-3"] == "381"
    assert values["BG-3"] == [{"BT-25": "VT/2027/00001", "BT-26": date(2027, 1, 31)}]
    assert not {"BT-9", "BT-81", "BT-84"} & set(values)


# each mutant: the rule that must catch it, and what is broken
MUTANTS = {
    "BR-FR-05": {"BG-1": []},
    "BR-FR-02": {"BT-1": "VT 2027#1"},
    "BR-FR-01": {"BT-1": "V" * 36},
    "BR-FR-08": {"BT-23": "X9"},
    "BR-CO-16": {"BT-115": "1.00"},
    "BR-CO-15": {"BT-112": "1.00", "BT-115": "1.00"},
    "BR-CO-10": {"BT-106": "50.00"},
    "BR-FR-CO-07": {"BT-9": date(2027, 1, 1)},
}


@pytest.mark.parametrize("rule", MUTANTS)
def test_a_mutant_is_caught_by_the_published_rule_and_by_our_own(schematron, rule):
    values = {**einvoice.to_values(PLAIN), **MUTANTS[rule]}
    assert rule in einvoice_rules.broken(values)
    assert any(re.search(rf"\b{rule}\b", text) for text in schematron(xml_of(values)))


PARTY_MUTANTS = [
    ("BR-FR-10", "BG-4", "legal_identifier", "99934027600016"),
    ("BR-FR-11", "BG-7", "legal_identifier", "12"),
    ("BR-FR-12", "BG-7", "einvoicing_addr", ""),
    ("BR-FR-13", "BG-4", "einvoicing_addr", ""),
    ("BR-FR-21", "BG-7", "einvoicing_addr", "111111111"),
    ("BR-FR-09", "BG-7", "identifiers", {"0009": "11111111100018"}),
]


@pytest.mark.parametrize(("rule", "party", "key", "value"), PARTY_MUTANTS)
def test_a_wrong_party_is_caught_by_the_published_rule_and_by_our_own(schematron, rule, party, key, value):
    values = copy.deepcopy(einvoice.to_values(PLAIN))
    values[party][key] = value
    assert rule in einvoice_rules.broken(values)
    assert any(re.search(rf"\b{rule}\b", text) for text in schematron(xml_of(values)))


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("LINE", {"BT-146": "0.08"}),  # the price that two decimals would leave of 0.0836
        ("BR-FR-DEC", {"BT-129": "136.99999"}),
        ("BR-FR-16", {"BT-152": "19.6"}),
        ("BR-27", {"BT-146": "-0.0836"}),
        ("BR-25", {"BT-153": ""}),
        ("BR-30", {"BT-134": date(2027, 2, 1)}),
        ("INCOMPLETE", {"BT-131": "a lot"}),
    ],
)
def test_a_wrong_line_is_caught(rule, change):
    values = copy.deepcopy(einvoice.to_values(SMS))
    values["BG-25"][1].update(change)
    assert rule in einvoice_rules.broken(values)


def test_two_notes_of_one_subject_are_refused():
    values = einvoice.to_values(PLAIN)
    values["BG-1"] = [*values["BG-1"], values["BG-1"][0]]
    assert einvoice_rules.broken(values) == ("BR-FR-06",)


def test_nothing_at_all_is_refused_and_not_an_error():
    assert "INCOMPLETE" in einvoice_rules.broken({})


@given(st.text())
def test_any_text_can_be_written_into_the_file(text):
    values = einvoice.to_values(invoice(line(1, "1", "49.90", name=f"x{text}", description=text)))
    assert xml_of(values)


lines = st.lists(
    st.tuples(
        st.decimals("0", "9999", places=4), st.decimals("-999", "999", places=4), st.sampled_from(["20", "8.5", "0"])
    ),
    min_size=1,
    max_size=30,
)


@given(lines)
def test_bil_13_whatever_the_lines_the_sums_hold(rows):
    """BR-CO-10 to 17, recomputed by our own rules from what is written."""
    built = [line(place, quantity, price, rate) for place, (quantity, price, rate) in enumerate(rows, 1)]
    values = einvoice.to_values(invoice(*built))
    assert einvoice_rules.broken(values) == ()
    total = sum((one.net for one in built), Decimal(0))
    assert Decimal(values["BT-109"]) == total


@settings(max_examples=5)
@given(lines)
def test_a_handful_of_them_passes_the_published_rules(schematron, rows):
    built = [line(place, quantity, price, rate) for place, (quantity, price, rate) in enumerate(rows, 1)]
    assert schematron(xml_of(einvoice.to_values(invoice(*built)))) == []


@given(st.integers(0, 10**9))
def test_an_electronic_address_begins_with_the_siren(number):
    siren = f"{number:09d}"[:9]
    assert einvoice_rules.may_be_an_address(siren, siren)
    assert not einvoice_rules.may_be_an_address(f"0{siren}x"[::-1], siren)
