"""Makes each ``clicrdv_*/logic`` importable without Odoo, as the top-level package ``clicrdv_*_logic``.

Imported as ``clicrdv_booking.logic`` it would run ``clicrdv_booking/__init__.py``, which needs Odoo.
"""

import importlib.util
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def load_logic(addon: str) -> None:
    folder = ROOT / addon / "logic"
    name = f"{addon}_logic"
    if name in sys.modules or not (folder / "__init__.py").exists():
        return
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)


for path in sorted(ROOT.glob("clicrdv_*")):
    load_logic(path.name)

try:
    from hypothesis import settings
except ImportError:  # whole-product tests need none
    pass
else:
    # CI tries the same examples each time; a developer's machine looks for new ones
    settings.register_profile("ci", derandomize=True, deadline=None)
    settings.register_profile("local", deadline=None)
    settings.load_profile("ci" if os.environ.get("CI") else "local")
