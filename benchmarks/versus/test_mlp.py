"""The twenty checks as a course's own pytest file has them."""

import pytest
import truths
from ch91_mlp import mlp


@pytest.mark.parametrize("check", truths.CALLS)
def test_check(check):
    truths.compare(check, vars(mlp))
