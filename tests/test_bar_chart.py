"""Charts as SVG: well formed whatever is in them, with words for those who do not see them."""

from xml.etree import ElementTree

import pytest
from clicrdv_billing_logic.bar_chart import BAD, GOOD, Bar, draw
from hypothesis import given
from hypothesis import strategies as st

NAMESPACE = {"svg": "http://www.w3.org/2000/svg"}
#: What XML can hold.
TEXTS = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn", "Co"]), max_size=20)
BARS = st.lists(st.builds(Bar, TEXTS, st.floats(-1e6, 1e6), st.booleans(), TEXTS), max_size=40)


@given(TEXTS, TEXTS, BARS)
def test_a_chart_is_well_formed_and_says_all_its_words(title, description, bars):
    chart = ElementTree.fromstring(draw("c", title, description, bars, 99, 100, 99.7))
    assert (chart.find("svg:title", NAMESPACE).text or "") == title
    assert (chart.find("svg:desc", NAMESPACE).text or "") == description
    assert [bar.text or "" for bar in chart.findall("svg:rect/svg:title", NAMESPACE)] == [bar.words for bar in bars]
    height = float(chart.get("height"))
    for bar in chart.findall("svg:rect", NAMESPACE):
        assert 0 < float(bar.get("height")) < height and 0 <= float(bar.get("y")) < height


def test_the_picture_is_named_by_its_own_title_and_text():
    chart = ElementTree.fromstring(draw("days", "T", "D", [], 0, 1, 0.5))
    ids = {node.get("id") for node in chart if node.get("id")}
    assert chart.get("role") == "img" and set(chart.get("aria-labelledby").split()) == ids


def test_a_bar_that_is_not_as_it_should_be_has_another_colour():
    svg = draw("c", "T", "D", [Bar("1", 99.9, True, ""), Bar("2", 99.5, False, "")], 99, 100, 99.7)
    colours = [bar.get("fill") for bar in ElementTree.fromstring(svg).findall("svg:rect", NAMESPACE)]
    assert colours == [GOOD, BAD]


def test_a_foot_above_the_top_is_refused():
    with pytest.raises(ValueError, match="foot"):
        draw("c", "T", "D", [], 1, 1, 1)
