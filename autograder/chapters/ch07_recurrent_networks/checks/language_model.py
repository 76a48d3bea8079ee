"""Checks of language_model.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch07_recurrent_networks.experiments import (
    answer_and_arguments,
    pair_of,
    picks,
    single_loss,
    written_by,
)
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: logits of size 5 round at 5e-7, and a loss is a difference of such
# numbers. The mildest wrong version is off by more than 1e-2.
RTOL, ATOL = 1e-5, 1e-5
# Logits of size 1000 round at 6e-5 in float32.
ATOL_LARGE = 2e-4


@check("language_model.training_pair", points=1)
def shifts_a_word_by_hand(student):
    """With the vocabulary "^$abn", "ban" is read as 0, 3, 2, 4, and 3, 2, 4, 1 should be said."""
    got = student.run(pair_of, "ban", "^$abn")
    _expect_pairs([got], [{"inputs": np.array([0, 3, 2, 4]), "targets": np.array([3, 2, 4, 1])}])


@check("language_model.training_pair", points=1)
def pairs_any_text(student, reference, rng):
    """Inputs and targets are right for any text and any order of the vocabulary."""
    asked = [(_word(rng, letters, length), f"<>{letters}") for letters, length in [("cab", 4), ("zxy ", 7), ("q", 2)]]
    got, want = ([subject.run(pair_of, *one) for one in asked] for subject in (student, reference))
    _expect_pairs(got, want)


@check("language_model.training_pair", points=0.5)
def pairs_the_empty_text(student):
    """The empty text is one step: the start mark is read, and the end mark should be said."""
    _expect_pairs([student.run(pair_of, "", "^$ab")], [{"inputs": np.array([0]), "targets": np.array([1])}])


@check("language_model.sequence_loss", points=1)
def charges_two_sequences_by_hand(student):
    """Steps with the probabilities 2/8, 1/3 and 5/8 cost (ln 4 + ln 3 + ln 1.6) / 3; the padding costs nothing."""
    logits = np.log([[[1.0, 2.0, 5.0], [1.0, 1.0, 1.0]], [[1.0, 2.0, 5.0], [9.0, 3.0, 1.0]]])
    got = student.language_model.sequence_loss(logits, np.array([[1, 0], [2, -1]]), np.array([2, 1]))
    expect.close(got, np.log(4 * 3 * 1.6) / 3, rtol=RTOL, atol=ATOL)


@check("language_model.sequence_loss", points=2)
def counts_every_character_once(student, reference, rng):
    """The loss is right for any numbers of steps, characters and sequences, of any lengths."""
    lengths = [[4, 2, 3, 4, 1], [1], [6, 1, 2], [2, 7, 7, 5]]
    asked = [_texts(rng, max(each), each, characters) for each, characters in zip(lengths, (3, 4, 2, 6), strict=True)]
    asked.append(_texts(rng, 5, [3, 2], 4))  # a batch in which no sequence fills all steps
    got, want = ([subject.language_model.sequence_loss(*one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("language_model.sequence_loss", points=1)
def charges_in_full_for_large_logits(student, reference, rng):
    """A step that is sure and wrong costs what the formula says, 2000 for logits of 1000 and -1000."""
    certain = np.array([[[1000.0, -1000.0, 0.0]], [[-1000.0, -1000.0, -999.0]]])
    asked = [(certain, np.array([[1], [2]]), np.array([2]))]
    logits, targets, lengths = _texts(rng, 4, [4, 2, 3], 5)
    # multiples of 1/64, which float32 holds exactly
    asked.append((np.round(logits * 64) / 64 + rng.choice([-1000, 1000], size=(4, 3, 1)), targets, lengths))
    got, want = ([subject.language_model.sequence_loss(*one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL_LARGE)


@check("language_model.sequence_loss", points=0.5)
def loss_leaves_its_arguments_as_they_were(student, reference, rng):
    """One finite number comes back, another for other logits, and logits, targets and lengths are as before."""
    asked = [list(_texts(rng, 3, [3, 2], 4)), list(_texts(rng, 4, [1, 4, 2], 3))]
    got, want = (
        [subject.run(answer_and_arguments, "language_model.sequence_loss", *one) for one in asked]
        for subject in (student, reference)
    )
    for after, like, arguments in zip(got, want, asked, strict=True):
        expect.read_only(after, like, arguments)
    answers = [float(after["answer"]) for after in got]
    expect.true(answers, answers[0] != answers[1], "other logits have another loss")


@check("language_model.sequence_loss", points=0.5, style=True)
def charges_all_steps_at_once(student, reference, rng):
    """2 sequences of 3 steps and 60 of 40 get the right loss, by equally many of your lines: no loop is needed."""
    asked = [_texts(rng, 3, [3, 2], 4), _texts(rng, 40, [40, *rng.integers(1, 41, size=59)], 4)]
    got = [student.lines(single_loss, *one) for one in asked]
    want = [reference.run(single_loss, *one) for one in asked]
    expect.same_lines(got, want, "2 sequences of 3 steps and 60 of 40", likely="charges_step_by_step")


@check("language_model.pick", points=1)
def draws_three_characters_by_hand(student):
    """With 1/8, 2/8 and 5/8, u = 0.1, 0.3, 0.4 and 0.9 draw 0, 1, 2 and 2; with 1/2 and 1/2, u = 0.5 draws 1."""
    three = student.run(picks, np.log([1.0, 2.0, 5.0]), 1.0, np.array([0.1, 0.3, 0.4, 0.9]))
    # the logits 0 and 0: every right way to write a softmax, in float32 too, makes exactly 0.5 of them
    border = student.run(picks, np.zeros(2), 1.0, np.array([0.5]))
    for got, want in [(three, [0, 1, 2, 2]), (border, [1])]:
        _expect_numbers(got, want)


@check("language_model.pick", points=1)
def draws_at_any_temperature(student, reference, rng):
    """The character is right for any logits, temperatures and numbers u."""
    asked = [_lottery(rng, characters, t) for characters in (3, 5, 9, 28) for t in (0.5, 1.0, 2.5)]
    got, want = ([subject.run(picks, *one) for one in asked] for subject in (student, reference))
    for mine, yours in zip(got, want, strict=True):
        _expect_numbers(mine, yours)


@check("language_model.pick", points=0.5)
def draws_from_large_logits(student):
    """Logits of 1000 and -1000 do not overflow, and a character without a chance is not drawn, for u = 0 either."""
    unlikely_first = student.run(picks, np.array([-1000.0, 0.0, -1000.0, 0.0]), 1.0, np.array([0.0, 0.25, 0.75]))
    large = student.run(picks, np.array([1000.0, -1000.0, 1000.0]), 1.0, np.array([0.25, 0.75]))
    cold = student.run(picks, np.array([3.0, 1.0, 7.0, 5.0]), 0.001, np.array([0.0, 0.5, 0.999]))
    for got, want in [(unlikely_first, [1, 1, 3]), (large, [0, 2]), (cold, [2, 2, 2])]:
        _expect_numbers(got, want)


@check("language_model.pick", points=0.5)
def draws_the_last_where_no_sum_is_above(student):
    """Of ten equal characters, u = 0.9999999999999999 draws the last, though 0.1 ten times may add up to no more."""
    got = student.run(picks, np.zeros(10), 1.0, np.array([np.nextafter(1, 0)]))
    _expect_integers(got)
    expect.true(got, np.array_equal(got, [9]), "[9], the last character: u, shown as 1, is 0.9999999999999999")


SAID = [4, 7, 4, 2, 8, 1, 5, 6, 3, 5]  # the end mark is 1


@check("language_model.generate", points=1)
def writes_what_was_chosen(student):
    """What choose returns, one character after another, is what was written, up to the limit."""
    got = [student.run(written_by, SAID, 0, 1, limit) for limit in (3, 1, 5)]
    _expect_written(got, [SAID[:3], SAID[:1], SAID[:5]])


@check("language_model.generate", points=1)
def stops_at_the_end_mark(student, rng):
    """Writing stops when the end mark is chosen, which is not written; the mark may be any number."""
    said = [int(each) for each in rng.permutation(np.arange(2, 9))]
    got = [student.run(written_by, SAID, 0, 1, 9), student.run(written_by, said, 1, said[3], 7)]
    got.append(student.run(written_by, [1, *SAID], 0, 1, 4))
    _expect_written(got, [SAID[:5], said[:3], []])


@check("language_model.generate", points=1)
def reads_what_it_has_written(student):
    """Each step reads the character that was chosen before it, and the state that the step before returned."""
    got = student.run(written_by, SAID, 3, 1, 9)
    read = {"characters": [3, *SAID[:5]], "steps before": [0, 1, 2, 3, 4, 5]}
    _expect_log(got, "read", read, f"the start mark, then what was chosen, with the state carried on: {read}")


@check("language_model.generate", points=0.5)
def takes_no_step_too_many(student):
    """With a limit of 4, four steps are taken and four characters chosen."""
    got = student.run(written_by, SAID, 0, 1, 4)
    read = {"characters": [0, 4, 7, 4], "steps before": [0, 1, 2, 3]}
    _expect_log(got, "read", read, f"four steps for four characters: {read}")
    _expect_log(got, "chosen", SAID[:4], "four choices for four characters")


def _expect_pairs(got: list[Any], want: list[Any]) -> None:
    for mine, yours in zip(got, want, strict=True):
        expect.true(mine, isinstance(mine, dict), "the pair (inputs, targets)")
        for name in ("inputs", "targets"):
            array = np.asarray(mine[name])
            law = f"{name}: an array of integers, of shape {yours[name].shape}"
            expect.true(array, array.shape == yours[name].shape and array.dtype.kind in "iu", law)
    expect.equal(got, want)


def _expect_numbers(got: Any, want: list[int]) -> None:
    _expect_integers(got)
    expect.equal(got, want)


def _expect_integers(got: Any) -> None:
    for one in got if isinstance(got, list) else [got]:
        expect.shape(one, ())
        expect.dtype(one, "int")


def _expect_written(got: list[Any], want: list[list[int]]) -> None:
    for mine, yours in zip(got, want, strict=True):
        _expect_log(mine, "written", yours, f"{yours} is written")


def _expect_log(got: Any, name: str, want: Any, law: str) -> None:
    expect.true(got, isinstance(got, dict) and isinstance(got["written"], list), "a list of integers")
    expect.true(got[name], got[name] == want, law)


def _word(rng: np.random.Generator, letters: str, length: int) -> str:
    return "".join(rng.choice(list(letters), size=length))


def _texts(
    rng: np.random.Generator, steps: int, lengths: Any, characters: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """logits, targets and lengths."""
    lengths = np.array(lengths)
    targets = rng.integers(characters, size=(steps, len(lengths)))
    targets[np.arange(steps)[:, None] >= lengths] = -1
    return 2 * rng.normal(size=(steps, len(lengths), characters)), targets, lengths


def _lottery(rng: np.random.Generator, characters: int, temperature: float) -> tuple[np.ndarray, float, np.ndarray]:
    """Logits, the temperature and numbers u: tickets are shared out, and each u lies in the middle of a ticket."""
    tickets = rng.permutation(np.arange(1, characters + 1))
    drawn = rng.choice(tickets.sum(), size=min(8, tickets.sum()), replace=False)
    return temperature * np.log(tickets), temperature, (drawn + 0.5) / tickets.sum()
