"""Grade notebooks one after another through otter-grader's own Python interface: its start-up is paid once."""

import json
import sys
from pathlib import Path

from otter.api import grade_submission


def main(autograder, out, notebooks):
    """Write the scores, by name of the notebook."""
    scores = {Path(name).stem: grade_submission(name, autograder, quiet=True).total for name in notebooks}
    Path(out).write_text(json.dumps(scores))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
