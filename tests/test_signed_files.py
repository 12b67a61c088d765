"""The bundle of a contract, kinds of files and names of persons (BIL-01, BIL-41)."""

import io
import json
import zipfile

from clicrdv_billing_logic import signed_files
from clicrdv_billing_logic.signed_files import Paper
from hypothesis import given
from hypothesis import strategies as st

PAPERS = st.lists(
    st.builds(
        Paper,
        kind=st.sampled_from(["order", "terms", "annex"]),
        name=st.text(max_size=40),
        content=st.binary(max_size=60),
        filed_on=st.just("2026-07-01"),
    ),
    max_size=6,
)


@given(PAPERS)
def test_bil_41_a_bundle_holds_all_papers_and_its_manifest_their_hashes_and_the_same_bytes_twice(papers):
    made = signed_files.bundle("CT2027-0001", {"signed_on": "2026-07-01"}, papers)
    assert made == signed_files.bundle("CT2027-0001", {"signed_on": "2026-07-01"}, papers)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        assert names == ["manifest.json", *(document["file"] for document in manifest["documents"])]
        assert len(set(names)) == len(papers) + 1
        for document, paper in zip(manifest["documents"], papers, strict=True):
            assert archive.read(document["file"]) == paper.content
            assert document["sha256"] == signed_files.sha256(paper.content)
            assert document["name"] == paper.name


@given(st.text(max_size=200), st.integers(1, 99))
def test_no_name_leaves_its_folder(name, number):
    made = signed_files.file_name("other", name, number)
    assert "/" not in made and "\\" not in made and ".." not in made and made.isascii()


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_a_name_is_its_own_and_comparing_has_no_side(one, other):
    assert signed_files.same_person(one, other) == signed_files.same_person(other, one)
    if one.split():
        assert signed_files.same_person(one, f"  {one} ")


def test_what_only_calls_itself_a_pdf_is_none():
    assert signed_files.kind_of(b"<script>%PDF-") is None
    assert signed_files.kind_of(b"") is None
    assert signed_files.kind_of(b"\xff\xd8\xff\xe0") == ("image/jpeg", "jpg")
    assert signed_files.kind_of(b"\x89PNG\r\n\x1a\n") == ("image/png", "png")
