"""Odoo's command line as a script: its evented worker starts this file again."""

import os
import sys

if __name__ == "__main__":
    # The script's own folder must not shadow packages.
    sys.path[:] = [
        path
        for path in sys.path
        if os.path.realpath(path or ".") != os.path.dirname(os.path.realpath(__file__))
    ]
    from odoo.cli import main

    main()
