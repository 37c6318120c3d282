"""The house rules of the package, each a function that reads the source of one module and complains.

The tables come first: who may import whom, and which library may be imported where.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# layer: the layers it may import besides itself. A layer is a folder or a module right in the package.
LADDER = {
    "core":          "",
    "affine":        "",
    "calculus":      "core",
    "kernel":        "core calculus",
    "derivation":    "core calculus",
    "mutation":      "core calculus notation",
    "notation":      "core calculus",
    "expression":    "core",
    "reader":        "core calculus notation",
    "meaning":       "core reader",
    "elaboration":   "core meaning reader",
    "checking":      "core calculus kernel notation methods mutation meaning elaboration reader",
    "cli_check":     "core checking reader",
    "emit":          "core calculus notation",
    "methods":       "core calculus kernel mutation notation emit",
    "network":       "core derivation notation emit methods problem training",
    "training":      "core emit",
    "problem":       "core calculus kernel derivation notation emit methods",
    "problem_files": "core problem",
    "report":        "core notation",
    "verification":  "core calculus kernel derivation mutation notation emit methods training problem"
                     " problem_files report",
    "__init__":      "core calculus kernel notation emit methods problem problem_files",
    "derive":        "core calculus derivation notation emit methods expression",
    "cli_derive":    "core derive",
    "cli_replay":    "core problem_files verification",
    "cli_training":  "core training",
    "cli_display":   "core report verification",
    "cli_interruption": "",
    "cli":           "cli_check cli_derive cli_display cli_interruption cli_replay cli_training core training"
                     " problem_files report reader verification __init__",
    "pytest_plugin": "core problem_files report reader verification __init__",
    "__main__":      "cli",
}  # fmt: skip

CLICK = "cli cli_check cli_derive cli_interruption cli_replay cli_training"

# library: where it may be imported when a module loads, and where inside a function. "*" is anywhere
# but in the trusted base, which knows no library except python-flint.
LIBRARIES = {
    "sympy":      ("notation methods.sympy_components", "*"),
    "jax":        ("emit methods.autodiff training", "*"),
    "numpy":      ("emit methods training", "*"),
    "flint":      ("calculus kernel methods", "calculus kernel methods"),
    "matplotlib": ("", "training.figures report"),
    "sklearn":    ("", "training"),
    "pooch":      ("", "training"),
    "optax":      ("training", "training"),
    "safetensors": ("training", "training"),
    "jinja2":     ("report", "report"),
    "click":      (CLICK, CLICK),
    "lark":       ("expression", "expression"),
    "rich":       ("cli_check cli_display pytest_plugin", "cli_check cli_display pytest_plugin"),
}  # fmt: skip
TRUSTED_BASE = "core calculus kernel"

RUNS_TEXT = {"sympify", "parse_expr", "lambdify", "allow_pickle", "__import__"}
RUNS_TEXT_BUILTINS = {"eval", "exec", "compile"}  # as attributes they are others' methods: re.compile
RUNS_TEXT_MODULES = {"pickle", "cloudpickle", "dill", "marshal", "shelve"}
BROAD = {"Exception", "BaseException"}
VAGUE = {"utils", "util", "helpers", "helper", "misc", "common"}
LONGEST_FILE = 300
MOST_EXPORTS = 15


@dataclass(frozen=True)
class Import:
    """`name` is absolute and dotted; `loading` where it is carried out as soon as the module loads."""

    name: str
    line: int
    loading: bool


@dataclass(frozen=True)
class Module:
    """A source file of the package that lies in the folder `package`."""

    package: Path
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """What stands after the package's name in the dotted name; ("__init__",) for the front door."""
        parts = self.path.relative_to(self.package).with_suffix("").parts
        return parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts

    def within(self, places: str) -> bool:
        own = ".".join(self.parts) + "."
        return any(own.startswith(place + ".") for place in places.split())

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        return tuple(self._imports_under(self.tree, loading=True))

    def _imports_under(self, node: ast.AST, *, loading: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from (Import(alias.name, child.lineno, loading) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                source = self._absolute(child)
                yield from (Import(f"{source}.{alias.name}", child.lineno, loading) for alias in child.names)
            else:
                later = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                later = later or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test))
                yield from self._imports_under(child, loading=loading and not later)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        folders = (self.package.name, *self.path.relative_to(self.package).parts[:-1])
        return ".".join([*folders[: len(folders) - node.level + 1], *filter(None, [node.module])])


def name_of(node: ast.AST | None) -> str:
    """The last name of a Name or an Attribute, "" for anything else."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def only_asks_who_it_is(module: Module, imported: str) -> bool:
    """Anyone may ask the package for its __file__ and __version__, which couples them to nothing."""
    attributes = (node for node in ast.walk(module.tree) if isinstance(node, ast.Attribute))
    asked = {node.attr for node in attributes if name_of(node.value) == module.package.name}
    return all(name.startswith("__") for name in ({imported} if imported else asked))


Complaints = Iterator[tuple[int, str]]


def the_ladder(module: Module) -> Complaints:
    """Imports run downward only."""
    layer = module.parts[0]
    if layer not in LADDER:
        yield 1, f"the layer {layer} has no place on the ladder"
        return
    for each in module.imports:
        package, _, inside = each.name.partition(".")
        if package == module.package.name:
            head = inside.partition(".")[0]
            target = head if head in LADDER else "__init__"
            if target not in {layer, *LADDER[layer].split()} and not only_asks_who_it_is(module, head):
                yield each.line, f"{layer} imports {target}"


def libraries_where_they_are_used(module: Module) -> Complaints:
    """A heavy library is loaded by those who need it, and the trusted base needs none but python-flint."""
    for each in module.imports:
        library = each.name.partition(".")[0]
        if library in LIBRARIES:
            on_loading, in_function = LIBRARIES[library]
            anywhere = in_function == "*" and not module.within(TRUSTED_BASE)
            allowed = module.within(on_loading) or (
                not each.loading and (anywhere or module.within(in_function))
            )
            if not allowed:
                yield each.line, f"imports {library}{' when it loads' if each.loading else ''}"


def outcomes_from_the_kernel_alone(module: Module) -> Complaints:
    """Only the kernel makes an Outcome: by its name, another name, its subclass or a changed copy."""
    if module.parts == ("kernel",):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            maker = node.func.value if isinstance(node.func, ast.Attribute) else None
            if "Outcome" in {name_of(node.func), name_of(maker)}:
                yield node.lineno, "makes an Outcome"
            elif name_of(node.func) == "replace" and "verdict" in {word.arg for word in node.keywords}:
                yield node.lineno, "replaces a verdict"
        elif isinstance(node, ast.Assign | ast.NamedExpr) and name_of(node.value) == "Outcome":
            yield node.lineno, "gives Outcome another name"
        elif isinstance(node, ast.alias) and node.name == "Outcome" and node.asname not in {None, "Outcome"}:
            yield node.lineno, "imports Outcome under another name"
        elif isinstance(node, ast.ClassDef) and "Outcome" in map(name_of, node.bases):
            yield node.lineno, "derives from Outcome"


def text_is_never_run(module: Module) -> Complaints:
    """No text becomes code: neither called, nor named, nor imported, nor pickled."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and node.id in RUNS_TEXT | RUNS_TEXT_BUILTINS:
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            if node.attr in RUNS_TEXT or (
                node.attr in RUNS_TEXT_BUILTINS and name_of(node.value) in {"builtins", "__builtins__"}
            ):
                yield node.lineno, node.attr
        elif isinstance(node, ast.keyword) and node.arg in RUNS_TEXT:
            yield node.lineno, str(node.arg)
        elif isinstance(node, ast.Call) and name_of(node.func) == "S":
            yield node.lineno, "S(...) is sympify"
    for each in module.imports:
        for word in set(each.name.split(".")) & (RUNS_TEXT | RUNS_TEXT_BUILTINS | RUNS_TEXT_MODULES):
            yield each.line, f"imports {word}"


def no_broad_handler(module: Module) -> Complaints:
    """An error that was not foreseen is a fault of ours and must come to light."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if node.type is None or BROAD & set(map(name_of, caught)):
                yield node.lineno, "catches everything"
        if isinstance(node, ast.Call) and name_of(node.func) == "suppress":
            for caught in filter(BROAD.__contains__, map(name_of, node.args)):
                yield node.lineno, f"suppresses every {caught}"


def short_files(module: Module) -> Complaints:
    length = len(module.text.splitlines())
    if length > LONGEST_FILE:
        yield length, f"{length} lines, more than {LONGEST_FILE}"


def named_after_what_they_hold(module: Module) -> Complaints:
    for part in set(module.parts) & VAGUE:
        yield 1, f"{part} says nothing"


def a_small_front_door(module: Module) -> Complaints:
    """The package itself offers few names, whether they are bound or only promised in __all__."""
    if module.parts != ("__init__",):
        return
    names: set[str] = set()
    for node in module.tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom) and getattr(node, "module", "") != "__future__":
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= set(map(name_of, targets))
            if "__all__" in map(name_of, targets) and node.value is not None:
                names |= set(ast.literal_eval(node.value))
    public = {name for name in names if not name.startswith("_")}
    if len(public) > MOST_EXPORTS:
        yield 1, f"exports {len(public)} names, more than {MOST_EXPORTS}"


Rule = Callable[[Module], Complaints]
RULES: list[Rule] = [
    the_ladder, libraries_where_they_are_used, outcomes_from_the_kernel_alone, text_is_never_run,
    no_broad_handler, short_files, named_after_what_they_hold, a_small_front_door,
]  # fmt: skip


def complaints(rule: Rule, package: Path) -> list[str]:
    """What `rule` says of every module of the package. Having read nothing is itself an error."""
    modules = [Module(package, path) for path in sorted(package.rglob("*.py"))]
    assert modules, f"{package} holds no module, so nothing was checked"
    return [
        f"{module.path.relative_to(package.parent)}:{line}: {what}"
        for module in modules
        for line, what in rule(module)
    ]
