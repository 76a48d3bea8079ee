"""Runs otter-grader with the judging code that lies in tests/exam.zip.

run_otter.py [--check] [ROOT]        ROOT: /autograder, where Gradescope and `otter grade` put their folders
"""

import sys
import tempfile
import zipfile
from pathlib import Path

if __name__ == "__main__":
    places = [argument for argument in sys.argv[1:] if argument != "--check"]
    root = Path(places[0] if places else "/autograder")
    with tempfile.TemporaryDirectory(prefix="judging-") as folder:
        with zipfile.ZipFile(root / "source" / "tests" / "exam.zip") as archive:
            archive.extractall(folder)
        sys.path[:0] = [folder, str(Path(folder, "datasets"))]
        from autograder.grading import otter_container

        sys.exit(otter_container.check(Path(folder)) if "--check" in sys.argv else otter_container.main(root))
