"""GitHub's expressions, as far as this project's Action uses them; everything else is an error, and no guess.

Known are names (`github.event.pull_request`), strings, `==`, `!=`, `!`, `&&`, `||`, parentheses, `always()` and
`success()`.
Source: "Evaluate expressions in workflows and actions" in GitHub's documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Value = Any
"""What GitHub's JSON has: None, a bool, a number, a string, or a mapping."""

_TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<name>[A-Za-z_][\w.-]*)|(?P<sign>==|!=|&&|\|\||[!()]))")
_PLACE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_STATUS = re.compile(r"\b(always|success|failure|cancelled)\s*\(")


class ExpressionError(Exception):
    """What this small evaluator does not know."""


def is_met(condition: str | None, contexts: Mapping[str, Value], *, failed: bool) -> bool:
    """Tell whether a step runs. Without a function of status in it, `success()` is meant too."""
    text = (condition or "success()").strip()
    if text.startswith("${{"):
        raise ExpressionError(f"an `if:` needs no braces: {text}")
    if not _STATUS.search(text) and failed:
        return False
    return bool(evaluate(text, contexts, failed=failed))


def filled(text: object, contexts: Mapping[str, Value]) -> str:
    """Return a text with its expressions evaluated."""
    return _PLACE.sub(lambda found: _as_text(evaluate(found[1], contexts)), _as_text(text))


def evaluate(text: str, contexts: Mapping[str, Value], *, failed: bool = False) -> Value:
    """Return the value of an expression; raises ExpressionError."""
    return _Reader(_tokens(text), contexts, {"always": lambda: True, "success": lambda: not failed}).whole()


def _tokens(text: str) -> list[str]:
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise ExpressionError(f"unknown in an expression: {text[at:]!r}")
        found.append(token[0].strip())
        at = token.end()
    return found


class _Reader:
    """Reads by precedence: `||`, `&&`, `==`, `!`."""

    def __init__(
        self, tokens: list[str], contexts: Mapping[str, Value], functions: Mapping[str, Callable[[], bool]]
    ) -> None:
        self._tokens = tokens
        self._contexts = contexts
        self._functions = functions

    def whole(self) -> Value:
        value = self._either()
        if self._tokens:
            raise ExpressionError(f"left over in an expression: {self._tokens}")
        return value

    def _took(self, sign: str) -> bool:
        if self._tokens[:1] == [sign]:
            del self._tokens[0]
            return True
        return False

    def _either(self) -> Value:
        value = self._both()
        while self._took("||"):
            other = self._both()  # read in any case
            value = value or other
        return value

    def _both(self) -> Value:
        value = self._equal()
        while self._took("&&"):
            other = self._equal()
            value = other if value else value
        return value

    def _equal(self) -> Value:
        value = self._plain()
        sign = next((sign for sign in ("==", "!=") if self._took(sign)), None)
        if sign is None:
            return value
        other = self._plain()
        if not (isinstance(value, str | None) and isinstance(other, str | None)):
            raise ExpressionError(f"only strings are compared here, not {value!r} and {other!r}")
        return ((value or "").lower() == (other or "").lower()) is (sign == "==")  # null is '' to GitHub

    def _plain(self) -> Value:
        if self._took("!"):
            return not self._plain()
        if self._took("("):
            value = self._either()
            self._need(")")
            return value
        if not self._tokens:
            raise ExpressionError("an expression ends too early")
        token = self._tokens.pop(0)
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if self._took("("):
            self._need(")")
            if token not in self._functions:
                raise ExpressionError(f"unknown function: {token}")
            return self._functions[token]()
        return self._looked_up(token)

    def _need(self, sign: str) -> None:
        if not self._took(sign):
            raise ExpressionError(f"expected {sign} before {self._tokens}")

    def _looked_up(self, name: str) -> Value:
        first, *rest = name.split(".")
        if first not in self._contexts or not rest:
            raise ExpressionError(f"unknown name: {name}")
        value: Value = self._contexts[first]
        for part in rest:
            value = value.get(part) if isinstance(value, Mapping) else None  # what is not there is null
        return value


def _as_text(value: Value) -> str:
    if isinstance(value, Mapping | list):
        raise ExpressionError(f"not a text: {value}")
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
