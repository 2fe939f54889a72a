"""Mutants: one small change to one place of a module, as a careless hand might make it.

Texts, annotations, decorators, patterns and what only a type checker reads are left alone: a change there says little
about the tests. Python 3.11 does not know where the parts of an f-string stand, so those are left alone, too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

COMPARED: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
}
COMPUTED: dict[type[ast.operator], ast.operator] = {
    ast.Add: ast.Sub(),
    ast.Sub: ast.Add(),
    ast.Mult: ast.FloorDiv(),
    ast.Div: ast.Mult(),
    ast.BitOr: ast.BitAnd(),
    ast.BitAnd: ast.BitOr(),
}
PLAIN = ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.Await
"""Conditions that have no operator of their own to change."""
Node = ast.expr | ast.stmt


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change."""

    path: str
    """Of the module, relative to the checkout."""
    where: str
    """The function, class or constant that holds the change; empty elsewhere at the top."""
    lines: range
    """From the start of the statement to the end of the change, from 1; empty where it runs on import."""
    before: str
    after: str
    source: str
    """The whole module, changed."""


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """Yield all mutants of a module, in the order of its text."""
    data = source.encode()
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    bodies = {line for each in functions for line in range(each.body[0].lineno, (each.end_lineno or 0) + 1)}
    for where, statement, node, new in _changes(tree):
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start, end = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
        after = ast.unparse(new)
        put = f"({after})" if isinstance(node, ast.expr) else after
        changed = (data[:start] + put.encode() + data[end:]).decode()
        before = " ".join(data[start:end].decode().split())
        lines = range(statement.lineno, node.end_lineno + 1) if node.lineno in bodies else range(0)
        yield Mutant(path, where, lines, before, after, changed)


def _changes(
    node: ast.AST, where: str = "", statement: ast.stmt | None = None
) -> Iterator[tuple[str, ast.stmt, Node, Node]]:
    """Yield where, the statement, what is replaced and by what."""
    if isinstance(node, ast.stmt):
        statement = node
    if isinstance(node, ast.expr | ast.stmt) and statement is not None:
        for new in _variants(node, inside=bool(where)):
            yield where or _constant(statement), statement, node, new
        if isinstance(node, ast.If | ast.While | ast.IfExp) and isinstance(node.test, PLAIN):
            yield where, statement, node.test, ast.UnaryOp(ast.Not(), node.test)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        where = f"{where}.{node.name}".lstrip(".")
    for child in _children(node):
        yield from _changes(child, where, statement)


def _constant(statement: ast.stmt) -> str:
    match statement:
        case ast.Assign(targets=[target, *_]) | ast.AnnAssign(target=target):
            return ast.unparse(target)
        case _:
            return ""


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node that are worth changing."""
    match node:
        case ast.JoinedStr() | ast.pattern() | ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from (default for default in (*node.args.defaults, *node.args.kw_defaults) if default is not None)
            yield from node.body
        case ast.ClassDef():
            yield from node.body
        case ast.AnnAssign():
            yield from (value for value in (node.value,) if value is not None)
        case _:
            yield from ast.iter_child_nodes(node)


def _variants(node: Node, *, inside: bool) -> Iterator[Node]:
    match node:
        case ast.Compare(ops=ops):
            for number, op in enumerate(ops):
                yield ast.Compare(node.left, [*ops[:number], COMPARED[type(op)], *ops[number + 1 :]], node.comparators)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            for number in range(len(values)):
                left = [value for at, value in enumerate(values) if at != number]
                yield left[0] if len(left) == 1 else ast.BoolOp(op, left)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.BinOp(right=ast.Constant(value=None)):
            return  # a type
        case ast.BinOp(op=op) if type(op) in COMPUTED and not isinstance(node.left, ast.Constant | ast.JoinedStr):
            yield ast.BinOp(node.left, COMPUTED[type(op)], node.right)
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield ast.Constant(value + 1)
        case ast.Return(value=ast.Constant(value=None | False)):
            return  # nothing is as good as no
        case ast.Return(value=ast.expr()):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Constant()):
            return  # a docstring
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break():
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]) if inside:
            yield ast.Pass()
        case _:
            return
