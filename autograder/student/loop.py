"""What the watch loop does about a save or a key: a pure function, without a terminal.

It never moves on by itself: only the key n changes the exercise in hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class State:
    """exercises: the chapter's, in order; asking: a reset waits for y or n."""

    exercises: tuple[str, ...]
    current: str
    passed: frozenset[str] = frozenset()
    asking: bool = False
    over: bool = False

    @property
    def following(self) -> str | None:
        """The next exercise that has not passed, from the one in hand round to it; None if there is no other."""
        here = self.exercises.index(self.current)
        others = self.exercises[here + 1 :] + self.exercises[:here]
        return next((name for name in others if name not in self.passed), None)


@dataclass(frozen=True)
class Saved:
    """A file of the chapter was saved."""


@dataclass(frozen=True)
class Key:
    key: str


@dataclass(frozen=True)
class Checked:
    """A check that was asked for has ended."""

    exercise: str
    passed: bool


Event = Saved | Key | Checked


@dataclass(frozen=True)
class Check:
    exercise: str


@dataclass(frozen=True)
class CheckAll:
    """Check every exercise of the chapter and show one line for each."""


@dataclass(frozen=True)
class ShowHint:
    exercise: str


@dataclass(frozen=True)
class ShowList:
    pass


@dataclass(frozen=True)
class AskReset:
    exercise: str


@dataclass(frozen=True)
class Reset:
    exercise: str


@dataclass(frozen=True)
class Say:
    text: str


Action = Check | CheckAll | ShowHint | ShowList | AskReset | Reset | Say

KEYS = "n next   h hint   l list   a all   r reset   q quit"


def step(state: State, event: Event) -> tuple[State, list[Action]]:
    """The state after the event, and what to do about it."""
    match event:
        case Saved():
            return replace(state, asking=False), [Check(state.current)]
        case Checked(exercise, passed):
            return _learned(state, exercise, passed), []
        case Key(key) if state.asking:
            answer = Reset(state.current) if key == "y" else Say("Nothing was reset.")
            return replace(state, asking=False), [answer]
        case Key(key):
            return _pressed(state, key)


def _learned(state: State, exercise: str, passed: bool) -> State:
    return replace(state, passed=state.passed | {exercise} if passed else state.passed - {exercise})


def _pressed(state: State, key: str) -> tuple[State, list[Action]]:
    here = state.current
    actions: dict[str, Action] = {"h": ShowHint(here), "l": ShowList(), "a": CheckAll(), "r": AskReset(here)}
    if key == "n":
        return _next(state)
    done = [actions[key]] if key in actions else []
    return replace(state, asking=key == "r", over=key == "q"), done


def _next(state: State) -> tuple[State, list[Action]]:
    following = state.following
    if following:
        return replace(state, current=following), [Check(following)]
    if state.current in state.passed:
        return state, [Say("Every exercise of this chapter has passed. Hand it in with `autograder submit`.")]
    return state, [Say(f"{state.current} is the only one left in this chapter.")]
