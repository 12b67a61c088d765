"""Makes what needs no Odoo importable without it: ``clicrdv_*/logic`` as ``clicrdv_*_logic``, ``gateways`` likewise.

Imported as ``clicrdv_booking.logic`` it would run ``clicrdv_booking/__init__.py``, which needs Odoo. The servers for
tests are ``clicrdv_booking_tests.sms_peer``, ``clicrdv_billing_tests.health_peer`` and ``clicrdv_billing_tests.yousign_peer``.
"""

import importlib.util
import os
import pathlib
import sys
import types

ROOT = pathlib.Path(__file__).resolve().parent.parent


def load(addon: str, part: str) -> None:
    folder = ROOT / addon / part
    name = f"{addon}_{part}"
    if name in sys.modules or not (folder / "__init__.py").exists():
        return
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)


for path in sorted(ROOT.glob("clicrdv_*")):
    load(path.name, "logic")
    load(path.name, "gateways")

# without running their __init__.py, which import tests of Odoo
for path in sorted(ROOT.glob("clicrdv_*/tests")):
    package = types.ModuleType(f"{path.parent.name}_tests")
    package.__path__ = [str(path)]
    sys.modules[package.__name__] = package

try:
    from hypothesis import settings
except ImportError:  # whole-product tests need none
    pass
else:
    # CI tries the same examples each time; a developer's machine looks for new ones
    settings.register_profile("ci", derandomize=True, deadline=None)
    settings.register_profile("local", deadline=None)
    # HYPOTHESIS_PROFILE=thorough before a release: rare inputs that 100 examples meet once in many runs
    settings.register_profile("thorough", deadline=None, max_examples=3000)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "local"))
