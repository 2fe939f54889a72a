"""Other people's actions in small, as far as ours uses them: a Python, a cache with keys for good, artifacts."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, unquote

from tests.action.runner import Foreign

Answer = tuple[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Services:
    """What GitHub keeps from run to run, in folders."""

    folder: Path

    def actions(self) -> dict[str, Foreign]:
        """Return all that are known."""
        return {
            "actions/setup-python": lambda _: ("", {"python-path": sys.executable}),
            "actions/cache/restore": self.restore,
            "actions/cache/save": self.save,
            "actions/upload-artifact": self.upload,
        }

    def keys(self) -> list[str]:
        """Return the keys of the cache, oldest first."""
        return [unquote(each.name.partition(" ")[2]) for each in self._entries()]

    def _entries(self) -> list[Path]:
        return sorted((self.folder / "cache").glob("*"))

    def restore(self, inputs: Mapping[str, str]) -> Answer:
        """Take the entry of the key, else the newest whose key begins as one of the others."""
        assert inputs.keys() <= {"path", "key", "restore-keys"}, inputs
        entries = {unquote(each.name.partition(" ")[2]): each for each in self._entries()}
        wanted = [inputs["key"], *inputs.get("restore-keys", "").split("\n")]
        for prefix in filter(None, wanted):
            found = [key for key in entries if key == prefix or (prefix != inputs["key"] and key.startswith(prefix))]
            if found and (entries[found[-1]] / _version(inputs["path"])).is_dir():
                shutil.copytree(entries[found[-1]] / _version(inputs["path"]), inputs["path"], dirs_exist_ok=True)
                return f"Cache restored from key: {found[-1]}\n", {"cache-matched-key": found[-1]}
        return f"Cache not found for input keys: {', '.join(filter(None, wanted))}\n", {}

    def save(self, inputs: Mapping[str, str]) -> Answer:
        """Keep a folder under a key, if there is none of that key yet."""
        assert inputs.keys() <= {"path", "key"}, inputs
        key = inputs["key"]
        assert "," not in key, key  # GitHub refuses it
        if key in self.keys():
            return f"Failed to save: another job may be creating this cache, or it exists: {key}\n", {}
        place = self.folder / "cache" / f"{len(self._entries()):04} {quote(key, safe='')}"
        shutil.copytree(inputs["path"], place / _version(inputs["path"]))
        return f"Cache saved with key: {key}\n", {}

    def upload(self, inputs: Mapping[str, str]) -> Answer:
        """Copy the files that are there."""
        assert inputs.keys() <= {"name", "path", "if-no-files-found", "overwrite"}, inputs
        place = self.folder / "artifacts" / inputs["name"]
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for file in map(Path, inputs["path"].split()):
            shutil.copy(file, place)
        return f"Artifact {inputs['name']} has been successfully uploaded\n", {}


def _version(path: str) -> str:
    """An entry fits only the paths that it was saved for."""
    return sha256(path.encode()).hexdigest()[:12]
