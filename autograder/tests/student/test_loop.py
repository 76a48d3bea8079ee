"""What the watch loop does about saves and keys, without a terminal."""

from __future__ import annotations

import pytest

from autograder.student.loop import (
    AskReset,
    Check,
    CheckAll,
    Checked,
    Key,
    Reset,
    Saved,
    Say,
    ShowHint,
    ShowList,
    State,
    step,
)

NAMES = ("a.one", "a.two", "b.three")
START = State(NAMES, "a.one")


def test_a_save_checks_the_exercise_in_hand():
    assert step(START, Saved()) == (START, [Check("a.one")])


def test_it_never_moves_on_by_itself():
    state = START
    for event in (Saved(), Checked("a.one", True), Saved(), Key("h"), Key("l"), Key("a"), Key("x")):
        state, _ = step(state, event)
    assert state.current == "a.one"


@pytest.mark.parametrize(
    ("key", "action"), [("h", ShowHint("a.one")), ("l", ShowList()), ("a", CheckAll()), ("r", AskReset("a.one"))]
)
def test_keys(key, action):
    assert step(START, Key(key))[1] == [action]


def test_other_keys_do_nothing():
    assert step(START, Key("z")) == (START, [])
    assert step(START, Key("y")) == (START, [])


def test_q_ends():
    state, actions = step(START, Key("q"))
    assert state.over
    assert actions == []


@pytest.mark.parametrize(
    ("current", "passed", "expected"),
    [
        ("a.one", set(), "a.two"),
        ("a.one", {"a.two"}, "b.three"),
        ("b.three", {"b.three"}, "a.one"),
        ("b.three", {"a.one"}, "a.two"),
    ],
)
def test_n_goes_to_the_next_that_has_not_passed(current, passed, expected):
    state, actions = step(State(NAMES, current, frozenset(passed)), Key("n"))
    assert state.current == expected
    assert actions == [Check(expected)]


def test_n_without_another_says_why():
    only = State(NAMES, "a.two", frozenset({"a.one", "b.three"}))
    assert step(only, Key("n")) == (only, [Say("a.two is the only one left in this chapter.")])
    done = State(NAMES, "a.two", frozenset(NAMES))
    assert step(done, Key("n")) == (
        done,
        [Say("Every exercise of this chapter has passed. Hand it in with `autograder submit`.")],
    )


def test_what_was_checked_is_known():
    state, _ = step(START, Checked("a.two", True))
    assert state.passed == {"a.two"}
    state, _ = step(state, Checked("a.two", False))
    assert state.passed == set()


def test_a_reset_is_asked_first():
    asking, actions = step(START, Key("r"))
    assert (asking.asking, actions) == (True, [AskReset("a.one")])
    assert step(asking, Key("y")) == (START, [Reset("a.one")])


@pytest.mark.parametrize("key", ["n", "q", "h", "r"])
def test_any_other_key_than_y_keeps_the_file(key):
    asking, _ = step(START, Key("r"))
    assert step(asking, Key(key)) == (START, [Say("Nothing was reset.")])


def test_a_save_withdraws_the_question():
    asking, _ = step(START, Key("r"))
    assert step(asking, Saved()) == (START, [Check("a.one")])
