"""Entry of the sandbox: `python -S launch.py DESCRIPTOR MODULES`, with no package folder on its path.

MODULES is JSON, module name -> folder or file: these can be imported beside the standard library, nothing else,
whatever lies next to them. An empty place stands for a package that only holds others.
"""

from __future__ import annotations

import json
import sys
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path


class Allowed:
    """Finds the modules of a table. Stands before the path, so that no file of a student's can take their place."""

    def __init__(self, places: dict[str, str]) -> None:
        self.places = places

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        place = self.places.get(name)
        if place is None:
            return None
        start = Path(place, "__init__.py")
        if place and start.is_file():
            return spec_from_file_location(name, start, submodule_search_locations=[place])
        if place and not Path(place).is_dir():
            return spec_from_file_location(name, place)
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [place] if place else []
        return spec


if __name__ == "__main__":
    sys.meta_path.insert(0, Allowed(json.loads(sys.argv[2])))  # type: ignore[arg-type]
    from autograder.engine.worker.zygote import main

    main(int(sys.argv[1]))
