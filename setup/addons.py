"""The project's addons as their manifests describe them, read without Odoo."""

import ast
import hashlib
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent

#: What changes nothing in an installed database (routes are read from the code at start).
NOT_INSTALLED = ("tests", "controllers", "readme", "build", "__pycache__")


def manifests() -> dict[str, dict]:
    """The addons of this checkout that can be installed, by name."""
    paths = sorted(ROOT.glob("*/__manifest__.py"))
    found = {path.parent.name: ast.literal_eval(path.read_text()) for path in paths}
    return {name: manifest for name, manifest in found.items() if manifest.get("installable", True)}


def names() -> list[str]:
    """Our addons, each after those it depends on."""
    found, ordered = manifests(), []

    def add(name: str) -> None:
        for dependency in found[name]["depends"]:
            if dependency in found:
                add(dependency)
        if name not in ordered:
            ordered.append(name)

    for name in found:
        add(name)
    return ordered


def needs() -> list[str]:
    """Odoo's own addons that ours depend on."""
    found = manifests()
    return sorted({need for manifest in found.values() for need in manifest["depends"]} - set(found))


def digest() -> str:
    """A short digest of everything that an installed database depends on."""
    total = hashlib.sha256()
    for name in names():
        for path in sorted((ROOT / name).rglob("*")):
            parts = path.relative_to(ROOT).parts
            if path.is_file() and parts[1] not in NOT_INSTALLED and "__pycache__" not in parts:
                total.update("/".join(parts).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:10]
