"""Documents of another place: laid out by their names, what is read with its bytes, and nothing outside the folder."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import fsspec
import pytest

from linkcheck.model import LinkcheckError
from linkcheck.sources.files import LARGEST, is_remote
from linkcheck.sources.remote import lay_out


@pytest.fixture
def bucket() -> Iterator[fsspec.AbstractFileSystem]:
    """Return an empty place in memory."""
    system = fsspec.filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


def test_documents_are_fetched_and_names_kept(tmp_path: Path, bucket: fsspec.AbstractFileSystem) -> None:
    """A picture is there by its name and size alone, as is what no scan reads; git's own files are not there."""
    names = ("posts/a[1].md", "posts/empty.md", "hugo.toml", "i.png", "node_modules/x/README.md", ".git/config")
    bucket.pipe({f"/blog/{name}": b"" if "empty" in name else name.encode() for name in names})
    assert lay_out("memory://blog", tmp_path / "laid").faults == ()
    laid = {path.relative_to(tmp_path / "laid").as_posix(): path for path in (tmp_path / "laid").rglob("*")}
    files = {name: path.read_bytes() for name, path in laid.items() if path.is_file()}
    assert set(files) == {name for name in names if not name.startswith(".git")}
    assert files["posts/a[1].md"] == b"posts/a[1].md"
    assert files["hugo.toml"] == b"hugo.toml"
    assert files["posts/empty.md"] == b""
    assert files["i.png"] == bytes(len("i.png"))
    assert not files["node_modules/x/README.md"].strip(b"\0")


def test_one_document(tmp_path: Path, bucket: fsspec.AbstractFileSystem) -> None:
    """What lies beside it is there by its name, for it may be linked."""
    bucket.pipe({"/blog/a.md": b"a", "/blog/b.md": b"b"})
    laid = lay_out("memory://blog/a.md", tmp_path / "laid")
    assert laid.below.read_bytes() == b"a"
    assert (tmp_path / "laid" / "b.md").read_bytes() == b"\0"


def test_names_that_lead_out(tmp_path: Path, bucket: fsspec.AbstractFileSystem) -> None:
    """A bucket takes any name; nothing is written but in the folder."""
    for name in ("../out.md", "a/../../out.md", "a\\b.md", "x" * 300 + ".md", "good.md"):
        bucket.store[f"/blog/{name}"] = fsspec.implementations.memory.MemoryFile(bucket, f"/blog/{name}", b"text")
    laid = lay_out("memory://blog", tmp_path / "laid")
    assert len(laid.faults) == 4
    assert sorted(path.name for path in tmp_path.rglob("*.md")) == ["good.md"]


def test_what_is_too_large_is_not_fetched(tmp_path: Path, bucket: fsspec.AbstractFileSystem) -> None:
    """It is as large here, and takes no room, so that reading it says what it says of any."""
    bucket.pipe({"/blog/large.md": bytes(LARGEST + 1)})
    lay_out("memory://blog", tmp_path / "laid")
    large = (tmp_path / "laid" / "large.md").stat()
    assert (large.st_size, large.st_blocks) == (LARGEST + 1, 0)


def test_what_is_not_there_is_said(tmp_path: Path, bucket: fsspec.AbstractFileSystem) -> None:
    """Nor a protocol that nobody knows, one that needs a package, and one that is no other place."""
    for url, words in {
        "memory://nowhere": "no such file or folder",
        "nobody://x": "Protocol not known",
        "file:///etc": "name the folder itself",
    }.items():
        with pytest.raises(LinkcheckError, match=words):
            lay_out(url, tmp_path / url.partition(":")[0])


def test_without_fsspec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named."""
    imported = builtins.__import__

    def refuse(name: str, *rest: object) -> ModuleType:
        if name.startswith("fsspec"):
            raise ImportError(name)
        return imported(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(LinkcheckError, match=r"linkcheck-md\[remote\]"):
        lay_out("s3://bucket", tmp_path / "laid")


@pytest.mark.parametrize(
    ("path", "remote"),
    [("s3://b/c", True), ("zip://::b.zip", True), ("a.md", False), ("C:\\x", False), ("./s3:/b", False)],
)
def test_what_is_elsewhere(path: str, *, remote: bool) -> None:
    """A path of this disk is none of it."""
    assert is_remote(path) == remote
