"""The attacks, as data: a module for each group."""

from autograder.tests.redteam.attack import Attack
from autograder.tests.redteam.attacks.archives import archives
from autograder.tests.redteam.attacks.escaping import escapes
from autograder.tests.redteam.attacks.exhausting import exhausts
from autograder.tests.redteam.attacks.forbidden import forbids
from autograder.tests.redteam.attacks.forging import forges
from autograder.tests.redteam.attacks.guessing import guesses
from autograder.tests.redteam.attacks.notebooks import notebooks
from autograder.tests.redteam.attacks.persisting import persists
from autograder.tests.redteam.attacks.reading import reads
from autograder.tests.redteam.attacks.reports import attacks_reports
from autograder.tests.redteam.attacks.slow_burn import burns
from autograder.tests.redteam.attacks.tampering import tampers
from autograder.tests.redteam.attacks.torch_tampering import tampers_torch
from autograder.tests.redteam.attacks.wire_abuse import speaks

GROUPS = (
    *(
        reads,
        forges,
        tampers,
        tampers_torch,
        escapes,
        exhausts,
        speaks,
        attacks_reports,
        archives,
        notebooks,
        persists,
        burns,
    ),
    *(guesses, forbids),
)
ATTACKS: tuple[Attack, ...] = tuple(attack for group in GROUPS for attack in group.attacks)
