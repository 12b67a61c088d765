"""Files are handed to another program whole, once, and only into the folder that was named."""

import os

import pytest
from clicrdv_billing_gateways import file_drop
from hypothesis import given
from hypothesis import strategies as st


def refused(reason, *arguments):
    with pytest.raises(file_drop.DropRefused) as error:
        file_drop.deliver(*arguments)
    assert error.value.reason == reason


def test_a_file_is_put_there_whole_under_its_number(tmp_path):
    name = file_drop.deliver(str(tmp_path), "VT/2027/00001", b"content")
    assert name.startswith("VT-2027-00001_")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == b"content"


def test_the_same_file_again_changes_nothing(tmp_path):
    name = file_drop.deliver(str(tmp_path), "VT/1", b"content")
    before = (tmp_path / name).stat().st_mtime_ns
    assert file_drop.deliver(str(tmp_path), "VT/1", b"content") == name
    assert (tmp_path / name).stat().st_mtime_ns == before


def test_another_content_of_one_number_stands_beside_it(tmp_path):
    file_drop.deliver(str(tmp_path), "VT/1", b"one")
    file_drop.deliver(str(tmp_path), "VT/1", b"two")
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_that_is_there_is_never_overwritten(tmp_path):
    target = tmp_path / file_drop.file_name("VT/1", b"content")
    target.write_bytes(b"someone else's")
    refused("taken", str(tmp_path), "VT/1", b"content")
    assert target.read_bytes() == b"someone else's"


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / file_drop.file_name("VT/1", b"content")).symlink_to(outside)
    refused("taken", str(folder), "VT/1", b"content")
    assert outside.read_bytes() == b""


@pytest.mark.parametrize("folder", ["", "relative", "/nowhere/at/all"])
def test_a_folder_that_is_not_there_is_refused(folder):
    refused("folder", folder, "VT/1", b"content")


def test_a_way_up_is_refused(tmp_path):
    refused("folder", str(tmp_path / ".." / tmp_path.name), "VT/1", b"content")


def test_nothing_is_refused(tmp_path):
    refused("content", str(tmp_path), "VT/1", b"")
    refused("name", str(tmp_path), "///", b"content")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere; run as another user")
def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    tmp_path.chmod(0o500)
    refused("write", str(tmp_path), "VT/1", b"content")


def test_an_interrupted_write_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", full)
    refused("write", str(tmp_path), "VT/1", b"content")
    assert not list(tmp_path.iterdir())


@given(st.text(), st.binary(min_size=1))
def test_whatever_the_number_the_name_stays_in_the_folder(number, content):
    try:
        name = file_drop.file_name(number, content)
    except file_drop.DropRefused as error:
        assert error.reason == "name"
    else:
        assert os.path.basename(name) == name and not name.startswith(".")
        assert len(name) < 120
