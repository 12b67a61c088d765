"""The library factur-x, importable inside Odoo.

Odoo's import hook (odoo/_monkeypatches/__init__.py) gives `stdnum` a loader that cannot find the library's data files,
which factur-x needs at import.
"""

from importlib.machinery import SourceFileLoader

import stdnum

if not hasattr(stdnum.__spec__.loader, "get_resource_reader"):
    stdnum.__spec__.loader = SourceFileLoader("stdnum", stdnum.__file__)

import facturx  # noqa: E402

__all__ = ["facturx"]
