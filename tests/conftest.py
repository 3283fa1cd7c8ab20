"""Makes the addon's plain core importable without Odoo.

The addon's own `__init__` imports its models, hence Odoo. A bare package of the same
name with the addon's folder as its path gives `procedure_control.engine` and the other
plain folders alone.
"""

import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ADDON = ROOT / "addons" / "procedure_control"

if ADDON.name not in sys.modules:
    package = types.ModuleType(ADDON.name)
    package.__path__ = [str(ADDON)]
    sys.modules[ADDON.name] = package
