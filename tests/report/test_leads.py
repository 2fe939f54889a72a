"""What a place leads to: the editor on this machine, the line at the commit, and nothing else, whoever says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.config import editor_address
from linkcheck.config.editors import EDITORS
from linkcheck.config.values import editor
from linkcheck.model import Forge, Position, WorkTree
from linkcheck.report.leads import SHAPES, Editor, Leads
from tests.support.copies import replace
from tests.support.sample_report import SAMPLE

COMMIT = "0123456789abcdef0123456789abcdef01234567"
AT = Position(12, 5)
HOME = Editor(editor_address("vscode"), "/home/ann/blog")


def leads(work_tree: WorkTree | None = None, editor: Editor | None = None, *, in_ci: bool | None = None) -> Leads:
    """Return what the places of a report lead to."""
    return Leads.of(replace(SAMPLE, work_tree=work_tree, in_ci=in_ci), editor)


def work_tree(url: str | None = "https://code.example/ann/blog", forge: Forge | None = Forge.GITHUB) -> WorkTree:
    """Return a work_tree whose working directory is `docs`."""
    return WorkTree(COMMIT, "docs", frozenset({"new.md"}), url, forge)


@pytest.mark.parametrize(
    ("forge", "address"),
    [
        (Forge.GITHUB, f"/blob/{COMMIT}/docs/a%20b.md?plain=1#L12"),
        (Forge.GITLAB, f"/-/blob/{COMMIT}/docs/a%20b.md?plain=1#L12"),
        (Forge.FORGEJO, f"/src/commit/{COMMIT}/docs/a%20b.md?display=source#L12"),
        (Forge.BITBUCKET, f"/src/{COMMIT}/docs/a%20b.md?mode=source#lines-12"),
    ],
)
def test_each_forge_has_its_addresses(forge: Forge, address: str) -> None:
    """The line of the source, at the commit."""
    assert leads(work_tree(forge=forge)).in_repository("a b.md", AT) == f"https://code.example/ann/blog{address}"


def test_no_forge_and_no_editor_is_forgotten() -> None:
    """Each forge has its shape, and each editor an address that a setting may be."""
    assert set(SHAPES) == set(Forge)
    assert [name for name, address in EDITORS.items() if address and editor(address) != address] == []


@pytest.mark.parametrize(
    ("path", "is_there"),
    [("a.md", True), ("../README.md", True), ("new.md", False), ("../../x.md", False), ("/etc/x.md", False)],
)
def test_only_what_is_as_the_commit_has_it_leads_there(path: str, is_there: bool) -> None:
    """What changed has other lines; what lies outside is not there at all."""
    assert (leads(work_tree()).in_repository(path, AT) is not None) == is_there


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        work_tree(None),
        work_tree(forge=None),
        work_tree("javascript://code.example/ann/blog"),
        work_tree("https://me:secret@code.example/blog"),
        work_tree("https://code.example/blog?x=#"),
        work_tree('https://code.example/"onclick="x'),
        replace(work_tree(), commit="main"),
        replace(work_tree(), commit=f"{COMMIT}/../../x"),
    ],
)
def test_a_strangers_report_leads_nowhere(wrong: WorkTree | None) -> None:
    """A page of a repository is a page of the web, and a commit is digits."""
    assert leads(wrong).in_repository("a.md", AT) is None


@pytest.mark.parametrize(
    ("editor", "address"),
    [
        ("vscode", "vscode://file/home/ann/blog/a%20b.md:12:5"),
        ("idea", "idea://open?file=/home/ann/blog/a%20b.md&line=12&column=5"),
        ("sublime", "subl://open?url=file:///home/ann/blog/a%20b.md&line=12&column=5"),
        ("zed://file/{path}:{line}", "zed://file/home/ann/blog/a%20b.md:12"),
    ],
)
def test_an_editor_opens_the_place(editor: str, address: str) -> None:
    """By name or by an address."""
    known = leads(editor=Editor(editor_address(editor), "/home/ann/blog"))
    assert known.in_editor("a b.md", AT) == address


def test_a_folder_of_windows_has_its_slash() -> None:
    """The drive comes after it."""
    assert Editor(EDITORS["vscode"], "C:/blog").at("a.md", AT) == "vscode://file/C%3A/blog/a.md:12:5"


def test_no_editor_is_beside_the_files_of_a_ci_system() -> None:
    """Neither for what is not there, nor for a name that shows other than it is."""
    assert leads(editor=HOME, in_ci=True).in_editor("a.md", AT) is None
    assert leads(editor=HOME, in_ci=False).in_editor("a.md", AT) is not None
    assert leads(editor=replace(HOME, has=lambda path: False)).in_editor("a.md", AT) is None
    assert leads(editor=HOME).in_editor("a\u202egpj.md", AT) is None


@given(st.text(max_size=20))
def test_no_path_leaves_its_address(path: str) -> None:
    """Whatever a file is called: it stays in its part of the address."""
    address = leads(work_tree(), HOME).in_repository(path, AT) or f"https://code.example/ann/blog/blob/{COMMIT}/x"
    assert address.startswith(f"https://code.example/ann/blog/blob/{COMMIT}/")
    opened = leads(work_tree(), HOME).in_editor(path, AT) or "vscode://file/x:12:5"
    assert opened.startswith("vscode://file/")
    assert not set(opened) & set('"<> ')  # attributes are quoted by double quotes
