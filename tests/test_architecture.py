"""The budgets and the one-way flow of this code: what a reader may rely on anywhere.

Complexity (at most 10) is also ruff's C90; it is counted here too, so that no ``noqa`` can lift it.
"""

import ast
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
ADDONS = ("clicrdv_booking", "clicrdv_billing", "clicrdv_gdpr")
TOP_LEVEL = {*ADDONS, "setup", "tests", "README.rst", "pyproject.toml"}
FILE_LINES, FUNCTION_LINES, COMPLEXITY = 300, 40, 10

CLOCKS = {"now", "today", "utcnow", "time", "time_ns", "monotonic", "perf_counter", "context_today"}
NETWORK = {"requests", "urllib.request", "urllib3", "http.client", "socket", "smtplib", "zeep", "aiohttp", "ftplib"}
#: Written with brackets, as this file is searched too.
PLACES = re.compile(
    r"pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)|deb[.]debian[.]org|[/]root/|[/]work/|[/]home/\w"
)


def tracked() -> list[pathlib.Path]:
    """The files of the repository, and those that the next commit may add."""
    listed = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    return [ROOT / name for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file()]


FILES = tracked()
SOURCES = [path for path in FILES if path.suffix in {".py", ".js", ".scss", ".sh"} or path.parent.name == "setup"]
SOURCES = [path for path in SOURCES if path.name != "package-lock.json"]
PYTHON = [path for path in FILES if path.suffix == ".py"]
ADDON_PYTHON = [path for path in PYTHON if path.relative_to(ROOT).parts[0] in ADDONS]
LOGIC = [path for path in ADDON_PYTHON if path.relative_to(ROOT).parts[1] == "logic"]
PRODUCT = [path for path in ADDON_PYTHON if path.relative_to(ROOT).parts[1] != "tests"]


def name(path: pathlib.Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: pathlib.Path) -> ast.Module:
    return ast.parse(path.read_text(), name(path))


def functions(path: pathlib.Path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def complexity(function: ast.AST) -> int:
    """McCabe's number: one, and one more for each branch."""
    branches = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case)
    return 1 + sum(isinstance(node, branches) for node in ast.walk(function))


def imports(path: pathlib.Path) -> set[str]:
    """The absolute dotted names that a file imports, relative ones resolved."""
    package = [*path.relative_to(ROOT).with_suffix("").parts]
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: -node.level] if node.level else []
            module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return {imported.removeprefix("odoo.addons.") for imported in found}


def is_any(imported: str, modules) -> bool:
    return any(imported == module or imported.startswith(f"{module}.") for module in modules)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_source_file_is_at_most_300_lines(path):
    assert len(path.read_text().splitlines()) <= FILE_LINES


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_function_is_at_most_40_lines(path):
    long = {f.name: f.end_lineno - f.lineno + 1 for f in functions(path) if f.end_lineno - f.lineno >= FUNCTION_LINES}
    assert not long


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_the_complexity_of_a_function_is_at_most_10(path):
    complex_ = {f.name: complexity(f) for f in functions(path) if complexity(f) > COMPLEXITY}
    assert not complex_


@pytest.mark.parametrize("path", LOGIC, ids=name)
def test_logic_imports_no_odoo(path):
    assert not {imported for imported in imports(path) if imported.split(".")[0] in {"odoo", "psycopg2"}}
    outside = {i for i in imports(path) if i.split(".")[0] in ADDONS and ".logic" not in i}
    assert not outside, "logic may only import logic"


@pytest.mark.parametrize("path", LOGIC, ids=name)
def test_logic_reads_no_clock(path):
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    read = [node.func.attr for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS]
    # datetime.time(...) builds a value; time.time() reads the clock
    assert not [c for c in read if c != "time"]
    assert not {i for i in imports(path) if i == "time" or i.startswith("time.")}


@pytest.mark.parametrize("path", PRODUCT, ids=name)
def test_only_gateways_speak_to_the_network(path):
    if path.relative_to(ROOT).parts[1] != "gateways":
        assert not {imported for imported in imports(path) if is_any(imported, NETWORK)}


@pytest.mark.parametrize("path", PRODUCT, ids=name)
def test_each_sudo_says_why(path):
    lines = ["", *path.read_text().splitlines()]
    silent = [
        number
        for number, line in enumerate(lines)
        if ".sudo(" in line and "#" not in line and not lines[number - 1].strip().startswith("#")
    ]
    assert not silent, "say why in a comment on the same line or on the line before"


def test_the_booking_addon_knows_nothing_of_the_other_two():
    found = {(name(p), i) for p in PRODUCT for i in imports(p) if p.relative_to(ROOT).parts[0] == ADDONS[0]}
    assert not {(path, imported) for path, imported in found if is_any(imported, ADDONS[1:])}


def test_billing_and_gdpr_work_without_each_other():
    for addon, other in (ADDONS[1:], ADDONS[:0:-1]):
        own = [path for path in PRODUCT if path.relative_to(ROOT).parts[0] == addon]
        assert not {(name(p), i) for p in own for i in imports(p) if is_any(i, [other])}


@pytest.mark.parametrize("path", [p for p in PRODUCT if p.parent.name == "models"], ids=name)
def test_models_never_import_controllers(path):
    assert not {imported for imported in imports(path) if ".controllers" in imported}


def test_no_modules_import_each_other_in_a_circle():
    modules = {".".join(p.relative_to(ROOT).with_suffix("").parts): p for p in PRODUCT if p.stem != "__init__"}
    graph = {module: {i for i in imports(path) if i in modules and i != module} for module, path in modules.items()}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " → ".join([*trail[trail.index(module) :], module])
        if module not in done:
            for imported in sorted(graph[module]):
                visit(imported, (*trail, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())


def test_the_top_level_holds_only_what_a_newcomer_needs():
    top = {path.relative_to(ROOT).parts[0] for path in FILES}
    assert not {entry for entry in top - TOP_LEVEL if not entry.startswith(".")}


def test_no_file_names_a_package_registry_or_a_place_on_one_machine():
    texts = [path for path in FILES if path.suffix not in {".png", ".jpg", ".ico", ".woff2"}]
    found = {f"{name(p)}: {match[0]}" for p in texts for match in PLACES.finditer(p.read_text(errors="replace"))}
    assert not found
