"""A zip file is read with suspicion: everything strange is refused with a Dutch reason."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Invalid
from engine.packages import archive
from engine.packages.archive import read_zip, write_zip

GOOD = {"bpmn/proef/pakket.json": b"{}", "bpmn/proef/a.bpmn": b"<a/>", "forms/proef/b.form": b"{}"}
PATH = "bpmn/proef/a.bpmn"


def zipped(entries, *, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, data in entries:
            made.writestr(name, data)
    return buffer.getvalue()


def test_what_was_written_is_read_back():
    assert read_zip(write_zip(GOOD)) == GOOD


def test_the_same_files_give_the_same_bytes():
    assert write_zip(GOOD) == write_zip(dict(reversed(GOOD.items())))


def test_a_folder_around_the_package_is_forgiven():
    assert read_zip(zipped([(f"mijn-map/{path}", data) for path, data in GOOD.items()])) == GOOD


def test_what_operating_systems_leave_behind_is_skipped():
    clutter = [("__MACOSX/bpmn/proef/._a.bpmn", b"x"), ("bpmn/proef/.DS_Store", b"x"), ("bpmn/proef/", b"")]
    assert read_zip(zipped([*GOOD.items(), *clutter])) == GOOD


@pytest.mark.parametrize(
    "name",
    [
        "../a.bpmn", "bpmn/../../a.bpmn", "/bpmn/proef/a.bpmn", "bpmn/proef/../../a.bpmn", "C:/bpmn/proef/a.bpmn",
        "bpmn\\proef\\a.bpmn", "bpmn/proef/a.exe", "bpmn/proef/a", "etc/proef/a.bpmn", "bpmn/a.bpmn", "a.bpmn",
        "bpmn/proef/a.form", "forms/proef/a.bpmn", "bpmn/proef/..bpmn", "bpmn/ander/a.bpmn", "bpmn/proef/a\n.bpmn",
        "bpmn/proef//a.bpmn", "bpmn/proef/" + "a" * 200 + ".bpmn", "bpmn/proef/é.bpmn", "bpmn/proef/ .bpmn",
        "bpmn/proef/a.bpmn ", "bpmn/proef/A.BPMN", "bpmn/proef/A.bpmn", "bpmn/Proef/c.bpmn", "bpmn/proef/x.zip",
        "bpmn/proef/con.bpmn", "bpmn/proef/aux/a.bpmn", "bpmn/proef/a.bpmn/b.bpmn", "bpmn/proef/\u212a.bpmn",
        "bpmn/proef/a\u202enpmb.bpmn", "\\\\server\\deel\\a.bpmn",
    ],
)  # fmt: skip
def test_a_path_that_is_not_of_this_package_is_refused(name):
    with pytest.raises(Invalid):
        read_zip(zipped([*GOOD.items(), (name, b"x")]))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_stands_in_the_archive_twice_is_refused():
    with pytest.raises(Invalid, match="twee keer"):
        read_zip(zipped([*GOOD.items(), (PATH, b"anders")]))


def test_too_many_files_are_refused():
    with pytest.raises(Invalid, match="te veel"):
        read_zip(zipped([(f"bpmn/proef/a{n}.bpmn", b"") for n in range(501)]))


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(Invalid, match="sterk ingepakt"):
        read_zip(zipped([(PATH, b"0" * 10_000_000)]))


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(Invalid, match="te groot"):
        read_zip(zipped([(PATH, b"0" * 20_000_001)]))


def test_files_that_are_too_large_together_are_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_TOTAL", 1000)
    with pytest.raises(Invalid, match="samen zijn te groot"):
        read_zip(zipped([(f"bpmn/proef/a{n}.bpmn", b"0" * 400) for n in range(3)]))


def test_an_archive_that_lies_about_its_sizes_is_refused():
    data = bytearray(zipped([(PATH, b"0123456789" * 10)], method=zipfile.ZIP_STORED))
    directory = data.index(b"PK\x01\x02")
    struct.pack_into("<L", data, directory + 24, 5)  # the size in the directory; the data is longer
    with pytest.raises(Invalid):
        read_zip(bytes(data))


def test_an_archive_with_a_password_is_refused():
    data = bytearray(zipped(GOOD.items()))
    for header, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.index(header)
        data[place + offset] |= 1
    with pytest.raises(Invalid, match="wachtwoord"):
        read_zip(bytes(data))


def test_an_unusual_compression_is_refused():
    with pytest.raises(Invalid, match="manier"):
        read_zip(zipped(GOOD.items(), method=zipfile.ZIP_LZMA))


def test_a_link_is_refused():
    link = zipfile.ZipInfo(PATH)
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    with pytest.raises(Invalid, match="link"):
        read_zip(zipped([(link, b"/etc/passwd")]))


def test_an_empty_archive_is_refused():
    with pytest.raises(Invalid, match="leeg"):
        read_zip(zipped([]))


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data):
    with pytest.raises(Invalid):
        read_zip(data)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_archive_is_read_or_refused(place, noise):
    data = bytearray(write_zip(GOOD))
    place %= len(data)
    data[place : place + len(noise)] = noise
    try:
        files = read_zip(bytes(data))
    except Invalid:
        return
    assert all(path.split("/")[0] in ("bpmn", "forms") for path in files)


def test_files_that_lie_over_one_another_in_the_archive_are_refused():
    one = zipped([(PATH, b"0" * 80_000)])
    begin = one.index(b"PK\x01\x02")
    header = bytearray(one[begin : begin + 46])
    directory = b""
    for number in range(400):
        name = f"bpmn/proef/a{number:03}.bpmn".encode()
        struct.pack_into("<H", header, 28, len(name))
        directory += bytes(header) + name
    closing = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 400, 400, len(directory), begin, 0)
    with pytest.raises(Invalid, match="geen leesbaar"):
        read_zip(one[:begin] + directory + closing)


@pytest.mark.parametrize("size", [5, 2**62])
def test_a_size_of_zip64_that_is_a_lie_is_refused(size):
    data = zipped([(PATH, b"0123456789" * 10)], method=zipfile.ZIP_STORED)
    begin, end = data.index(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    entry, closing = bytearray(data[begin:end]), bytearray(data[end:])
    extra = struct.pack("<HHQ", 1, 8, size)
    struct.pack_into("<L", entry, 24, 0xFFFFFFFF)
    struct.pack_into("<H", entry, 30, len(extra))
    struct.pack_into("<L", closing, 12, len(entry) + len(extra))
    with pytest.raises(Invalid):
        read_zip(data[:begin] + bytes(entry) + extra + bytes(closing))


def test_a_name_in_no_alphabet_is_refused_in_words():
    data = zipped([*GOOD.items(), ("bpmn/proef/éé.bpmn", b"x")])
    with pytest.raises(Invalid, match="niet te lezen"):
        read_zip(data.replace("éé".encode(), b"\xff\xfe\xfa\xfb"))


def test_a_name_that_is_another_inside_is_refused():
    data = bytearray(zipped(GOOD.items()))
    place = data.index(b"PK\x03\x04") + 30
    data[place : place + 4] = b"../x"
    with pytest.raises(Invalid):
        read_zip(bytes(data))


def test_what_is_no_file_is_refused():
    pipe = zipfile.ZipInfo("bpmn/proef/c.bpmn")
    pipe.create_system, pipe.external_attr = 3, 0o010644 << 16
    with pytest.raises(archive.ZipRefused, match="geen gewoon bestand"):
        read_zip(zipped([*GOOD.items(), (pipe, b"")]))


def test_every_wrong_file_is_named_at_once():
    with pytest.raises(archive.ZipRefused) as refused:
        read_zip(zipped([*GOOD.items(), ("../a.bpmn", b""), ("bpmn/proef/x.exe", b""), ("/etc/b.bpmn", b"")]))
    assert [problem.file for problem in refused.value.problems] == ["../a.bpmn", "bpmn/proef/x.exe", "/etc/b.bpmn"]
