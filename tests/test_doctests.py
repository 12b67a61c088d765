"""The examples in the docstrings of every logic/ module are true."""

import doctest
import importlib
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODULES = [
    f"{path.parts[-3]}_logic.{path.stem}"
    for path in sorted(ROOT.glob("clicrdv_*/logic/*.py"))
    if path.stem != "__init__"
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_logic_module_run(name):
    module = importlib.import_module(name)
    assert doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed == 0
