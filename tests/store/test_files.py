"""Files are kept whole, by tenant, in a folder or in a bucket."""

import zipfile
from uuid import uuid4

import pytest

from tenants.store import files
from tenants.store.tenancy import NoTenantError, TenantMixError, use_tenant


@pytest.fixture(params=["folder", "bucket"])
def place(request, tmp_path, monkeypatch):
    """Both places, each configured by its address alone; the former place comes back afterwards."""
    monkeypatch.setattr(files._Place, "store", None)
    monkeypatch.setattr(files._Place, "folder", None)
    if request.param == "folder":
        files.configure((tmp_path / "with space 文件").as_uri())
    else:
        server = request.getfixturevalue("s3_server")
        for name, value in server.environ.items():
            monkeypatch.setenv(name, value)
        files.configure(f"{server.url}/{uuid4().hex}")
    return request.param


def test_what_is_put_comes_back(place):
    with use_tenant(7):
        key = files.put(b"export", ".ZIP")
        assert key.startswith("tenant/7/")
        assert key.endswith(".zip")
        assert files.get(key) == b"export"


def test_the_same_bytes_are_kept_once_and_other_tenants_apart(place):
    with use_tenant(7):
        first, again, other = files.put(b"same"), files.put(b"same"), files.put(b"other")
    with use_tenant(8):
        theirs = files.put(b"same")
    assert first == again
    assert len({first, other, theirs}) == 3


def test_a_large_file_is_put_from_its_path_and_streamed_back(place, tmp_path):
    source = tmp_path / "large.bin"
    source.write_bytes(b"0123456789abcdef" * 1_000_000)
    with use_tenant(7):
        key = files.put(source, ".bin")
        pieces = list(files.stream(key))
    assert len(pieces) > 1
    assert b"".join(pieces) == source.read_bytes()


def test_a_parser_gets_a_local_copy_that_is_gone_afterwards(place, tmp_path):
    source = tmp_path / "a.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("channels.json", "[]")
    with use_tenant(7):
        key = files.put(source, ".zip")
        with files.temporary_copy(key) as copy:
            assert zipfile.ZipFile(copy).namelist() == ["channels.json"]
            assert copy.suffix == ".zip"
    assert not copy.exists()


def test_a_named_file_is_replaced_and_removed(place):
    with use_tenant(7):
        key = files.put_as("reports/run-1.pdf", b"first")
        assert key == files.key_as("reports/run-1.pdf") == files.put_as("reports/run-1.pdf", b"second")
        assert files.get(key) == b"second"
        files.delete(key)
        files.delete(key)
        with pytest.raises(files.MissingFileError):
            files.get(key)
        with pytest.raises(files.MissingFileError):
            files.stream(key)


def test_a_key_of_another_tenant_is_refused(place):
    with use_tenant(8):
        theirs = files.put(b"theirs")
    with use_tenant(7):
        for act in (files.get, files.stream, files.delete):
            with pytest.raises(TenantMixError):
                act(theirs)
        with pytest.raises(TenantMixError), files.temporary_copy(theirs):
            pass
    with use_tenant(8):
        assert files.get(theirs) == b"theirs"


@pytest.mark.parametrize(
    "key", ["tenant/7/../8/x", "tenant/7//x", "tenant/7/", "tenant/77/x", "/etc/passwd", "tenant/7/a\x00b", "../tenant/7/x"]
)
def test_a_key_cannot_climb_out(place, key):
    with use_tenant(7), pytest.raises(TenantMixError):
        files.get(key)


@pytest.mark.parametrize("name", ["../x", "a/../b", "/a", "a//b", "", ".hidden", "报告.pdf", "a b"])
def test_a_name_cannot_climb_out(place, name):
    with use_tenant(7), pytest.raises(ValueError, match="not a name"):
        files.put_as(name, b"x")


def test_a_suffix_is_a_suffix(place):
    with use_tenant(7), pytest.raises(ValueError, match="not a suffix"):
        files.put(b"x", "/../../x")


def test_nothing_is_kept_without_a_tenant(place):
    with pytest.raises(NoTenantError):
        files.put(b"x")
    with pytest.raises(NoTenantError):
        files.get("tenant/7/x")


def test_a_file_that_cannot_be_read_leaves_nothing(place, tmp_path):
    with use_tenant(7):
        with pytest.raises(FileNotFoundError):
            files.put_as("reports/lost.pdf", tmp_path / "missing.pdf")
        with pytest.raises(files.MissingFileError):
            files.get(files.key_as("reports/lost.pdf"))


def test_forgetting_to_configure_is_said(monkeypatch):
    monkeypatch.setattr(files._Place, "store", None)
    with use_tenant(7), pytest.raises(RuntimeError, match="configure"):
        files.get("tenant/7/x")
