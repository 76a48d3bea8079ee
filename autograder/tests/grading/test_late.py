"""What lateness costs, to the second; and a policy or a file of times that could be misread is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograder
from autograder.grading.late import BadPolicy, Late, Policy, apply, read_policy
from autograder.grading.times import BadTimes, read_times, write_times

CHAPTER = "ch01_neural_networks"
BERLIN = ZoneInfo("Europe/Berlin")
SECOND = timedelta(seconds=1)
EXAMPLE = Path(autograder.__file__).parent.parent / "instructor_guide" / "late_policy.toml"


def policy(tmp_path: Path, due: str = "2026-05-04T23:59:59", rules: str = "", extension: str = "") -> Policy:
    path = tmp_path / "policy.toml"
    kept = {"time_zone": '"Europe/Berlin"', "percent_per_day": "10", "cap_percent": "50", "grace_minutes": "0"}
    kept |= dict(line.split(" = ", 1) for line in rules.splitlines())
    top = "\n".join(f"{key} = {value}" for key, value in kept.items())
    path.write_text(f"{top}\n[chapter.{CHAPTER}]\ndue = {due}\n[chapter.{CHAPTER}.extension]\n{extension}\n")
    return read_policy(path, {CHAPTER})


def one(policy: Policy, when: datetime | None, score: float = 60.0, student: str = "ada") -> Late:
    return apply(policy, CHAPTER, student, [(when, score)])


def berlin(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold)


@pytest.mark.parametrize(
    ("when", "days", "sentence"),
    [
        ("2026-05-01T10:00", 0, ""),
        ("2026-05-04T23:59:59", 0, ""),
        ("2026-05-05T00:00:00", 1, "Handed in 1 s after the due date: 10 % a day, 10 % taken off."),
        ("2026-05-05T00:12:59", 1, "Handed in 13 min after the due date: 10 % a day, 10 % taken off."),
        ("2026-05-05T03:05:00", 1, "Handed in 3 h 5 min after the due date: 10 % a day, 10 % taken off."),
        ("2026-05-05T23:59:59", 1, "Handed in 24 h after the due date: 10 % a day, 10 % taken off."),
        ("2026-05-06T00:00:00", 2, "Handed in 1 day after the due date: 10 % a day, 20 % taken off."),
        ("2026-05-06T03:00:00", 2, "Handed in 1 day 3 h after the due date: 10 % a day, 20 % taken off."),
        ("2026-05-09T23:59:59", 5, "Handed in 4 days 24 h after the due date: 10 % a day, 50 % taken off."),
        ("2026-05-10T00:00:00", 6, "Handed in 5 days after the due date: 10 % a day, at most 50 %, 50 % taken off."),
    ],
)  # fmt: skip
def test_each_day_that_has_begun_costs_to_the_second(tmp_path, when: str, days: int, sentence: str) -> None:
    late = one(policy(tmp_path), berlin(when))
    penalty = min(10.0 * days, 50.0)
    assert (late.days, late.penalty, late.score_after) == (days, penalty, 60 - 60 * penalty / 100)
    assert late.score == 60
    assert late.sentence == sentence


def test_a_year_later_and_the_cap_holds(tmp_path) -> None:
    late = one(policy(tmp_path), berlin("2027-05-05T00:00"))
    assert (late.days, late.score_after) == (366, 30)


def test_without_a_cap_everything_can_be_lost_and_no_more(tmp_path) -> None:
    assert one(policy(tmp_path, rules="cap_percent = 100"), berlin("2026-07-01T00:00")).score_after == 0


@pytest.mark.parametrize(("seconds", "penalty"), [(15 * 60, 0), (15 * 60 + 1, 10)])
def test_grace_forgives_a_little_and_moves_no_day(tmp_path, seconds: int, penalty: float) -> None:
    rules = policy(tmp_path, rules="grace_minutes = 15")
    late = one(rules, berlin("2026-05-04T23:59:59") + timedelta(seconds=seconds))
    assert late.penalty == penalty
    if not penalty:
        assert late.sentence == "Handed in 15 min after the due date, within 15 min: nothing taken off."
    assert one(rules, berlin("2026-05-06T00:00:00")).days == 2


@pytest.mark.parametrize(
    ("due", "last_of_first_day"),
    [
        # by the clock a day has 25 h when clocks are put back, 23 h when they are put forward
        ("2026-10-24T23:59:59", "2026-10-25T23:59:59+01:00"),
        ("2026-03-28T23:59:59", "2026-03-29T23:59:59+02:00"),
        # the day would end at 02:30, which comes twice or never: the later moment counts
        ("2026-10-24T02:30:00", "2026-10-25T02:30:00+01:00"),
        ("2026-03-28T02:30:00", "2026-03-29T03:30:00+02:00"),
        ("2028-02-28T12:00:00", "2028-02-29T12:00:00+01:00"),
        ("2028-02-29T12:00:00", "2028-03-01T12:00:00+01:00"),
        ("2026-02-28T12:00:00", "2026-03-01T12:00:00+01:00"),
    ],
)
def test_days_end_by_the_clock(tmp_path, due: str, last_of_first_day: str) -> None:
    rules, last = policy(tmp_path, due), datetime.fromisoformat(last_of_first_day)
    assert (one(rules, last).days, one(rules, last + SECOND).days) == (1, 2)


def test_the_hour_that_comes_twice(tmp_path) -> None:
    rules = policy(tmp_path, "2026-10-25T02:30:00+02:00")
    assert one(rules, berlin("2026-10-25T02:30", fold=0)).days == 0
    late = one(rules, berlin("2026-10-25T02:10", fold=1))
    assert late.sentence.startswith("Handed in 40 min after the due date")
    later = policy(tmp_path, "2026-10-25T02:30:00+01:00")
    assert one(later, berlin("2026-10-25T02:10", fold=1)).days == 0


def test_a_moment_is_the_same_in_every_time_zone(tmp_path) -> None:
    rules = policy(tmp_path)
    for zone in ("UTC", "Asia/Kolkata", "Pacific/Kiritimati", "America/St_Johns"):
        assert one(rules, berlin("2026-05-04T23:59:59").astimezone(ZoneInfo(zone))).days == 0
        assert one(rules, berlin("2026-05-05T00:00:00").astimezone(ZoneInfo(zone))).days == 1
    assert one(policy(tmp_path, rules='time_zone = "Asia/Tokyo"'), berlin("2026-05-04T17:00")).days == 1


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]),
    st.datetimes(datetime(2011, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 40 * 24 * 3600),
)
def test_later_never_costs_less(tmp_path_factory, zone: str, due: datetime, seconds: int) -> None:
    written = due.replace(microsecond=0).isoformat()
    rules = policy(tmp_path_factory.mktemp("late"), written, f'time_zone = "{zone}"\ncap_percent = 100')
    moment = due.replace(microsecond=0) + timedelta(seconds=seconds)
    earlier, later = one(rules, moment), one(rules, moment + SECOND)
    assert 0 <= later.score_after <= earlier.score_after <= 60
    assert later.days - earlier.days in (0, 1)
    assert abs(earlier.days * 86400 - seconds) < 2 * 86400 + 3600


@pytest.mark.parametrize(
    ("extension", "due"),
    [
        ("ada = { hours = 48 }", "2026-05-06T23:59:59"),
        ("ada = { due = 2026-05-20T12:00:00 }", "2026-05-20T12:00:00"),
        ('ada = { due = "2026-05-20T12:00:00+02:00" }', "2026-05-20T12:00:00"),
        ("ada = { hours = 0.5 }", "2026-05-05T00:29:59"),
    ],
)
def test_an_extension_moves_the_due_date_of_one_student(tmp_path, extension: str, due: str) -> None:
    rules = policy(tmp_path, extension=extension)
    assert one(rules, berlin(due)) == Late(0, 60, 60, 0, 0, "Handed in within the extension.", berlin(due))
    late = one(rules, berlin(due) + SECOND)
    assert (late.days, late.penalty) == (1, 10)
    assert late.sentence.startswith("Handed in 1 s after the extended due date:")
    assert one(rules, berlin("2026-05-05T00:00:00"), student="bob").days == 1


def test_an_extension_beyond_the_day_of_the_cap(tmp_path) -> None:
    rules = policy(tmp_path, extension="ada = { hours = 2400 }")
    assert one(rules, berlin("2026-08-01T00:00")).score_after == 60
    assert one(rules, berlin("2026-08-01T00:00"), student="bob").score_after == 30
    assert one(rules, berlin("2027-08-01T00:00")).score_after == 30


ON_TIME, TWO_DAYS = berlin("2026-05-04T20:00"), berlin("2026-05-06T20:00")


@pytest.mark.parametrize(
    ("rule", "attempts", "chosen", "after"),
    [
        ("best", [(ON_TIME, 50.0), (TWO_DAYS, 60.0)], 0, 50.0),
        ("best", [(ON_TIME, 40.0), (TWO_DAYS, 60.0)], 1, 48.0),
        ("best", [(ON_TIME, 48.0), (TWO_DAYS, 60.0)], 0, 48.0),
        ("last", [(ON_TIME, 50.0), (TWO_DAYS, 60.0)], 1, 48.0),
        ("last", [(TWO_DAYS, 60.0), (ON_TIME, 50.0)], 0, 48.0),
        ("last", [(None, 50.0), (None, 20.0)], 1, 20.0),
        ("best", [(None, 50.0), (None, 20.0)], 0, 50.0),
    ],
)
def test_which_attempt_counts(tmp_path, rule: str, attempts: list, chosen: int, after: float) -> None:
    late = apply(policy(tmp_path, rules=f'attempt = "{rule}"'), CHAPTER, "ada", attempts)
    assert (late.attempt, late.score_after) == (chosen, after)
    assert late.sentence.startswith(f"Attempt {chosen + 1} of 2 counts, the {rule} one.")


@pytest.mark.parametrize("rule", ["best", "last"])
@pytest.mark.parametrize(
    ("attempts", "chosen", "sentence"),
    [
        ([(ON_TIME, 50.0), None], 0, "Attempt 1 of 2 counts, the only one."),
        ([None, (ON_TIME, 0.0)], 1, "Attempt 2 of 2 counts, the only one."),
        ([None, (TWO_DAYS, 60.0)], 1, "Attempt 2 of 2 counts, the only one. Handed in 1 day 20 h after the due date: "
            "10 % a day, 20 % taken off."),
        ([None, (None, 20.0), (None, 30.0)], 2, "Attempt 3 of 3 counts, the {rule} one."),
    ],
)  # fmt: skip
def test_a_student_may_lack_an_attempt(tmp_path, rule: str, attempts: list, chosen: int, sentence: str) -> None:
    late = apply(policy(tmp_path, rules=f'attempt = "{rule}"'), CHAPTER, "ada", attempts)
    assert (late.attempt, late.sentence) == (chosen, sentence.format(rule=rule))


def test_the_last_attempt_is_the_last_one_also_in_the_hour_that_comes_twice(tmp_path) -> None:
    rules = policy(tmp_path, "2026-10-26T00:00:00", 'attempt = "last"')
    first, second = berlin("2026-10-25T02:50", fold=0), berlin("2026-10-25T02:10", fold=1)
    late = apply(rules, CHAPTER, "ada", [(second, 10.0), (first, 20.0)])
    assert (late.attempt, late.when.isoformat()) == (0, "2026-10-25T02:10:00+01:00")


def test_when_is_told_by_the_policys_clocks(tmp_path) -> None:
    late = one(policy(tmp_path), datetime(2026, 5, 6, 1, tzinfo=UTC))
    assert late.when.isoformat() == "2026-05-06T03:00:00+02:00"


def test_on_time_by_the_platforms_word(tmp_path) -> None:
    assert one(policy(tmp_path), None) == Late(0, 60, 60, 0, 0, "")


def test_what_nobody_should_pass(tmp_path) -> None:
    rules = policy(tmp_path)
    with pytest.raises(ValueError, match="has no time zone"):
        one(rules, datetime(2026, 5, 4))
    with pytest.raises(ValueError, match="ada has no attempt"):
        apply(rules, CHAPTER, "ada", [None])
    with pytest.raises(BadPolicy, match=r"says nothing of ch02: add \[chapter\.ch02\] with due"):
        apply(rules, "ch02", "ada", [(None, 1.0)])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"due": "2026-10-25T02:30:00"}, r"chapter\.ch01_neural_networks\.due: .* comes twice in Europe/Berlin, since c"
            r"locks are put back: write 2026-10-25T02:30:00\+02:00 or 2026-10-25T02:30:00\+01:00"),
        ({"due": "2026-03-29T02:30:00"}, "does not exist in Europe/Berlin, since clocks are put forward"),
        ({"due": "0206-05-04T00:00:00"}, "the year 206: write one from 2000 to 2199"),
        ({"due": "2026-02-29T00:00:00"}, "policy.toml: .*late_policy.toml"),
        ({"due": "2026-05-04"}, r"Expected `datetime`, got `date`"),
        ({"due": '"tomorrow"'}, "Invalid"),
        ({"due": "12"}, "Expected `datetime`"),
        ({"rules": "grace = 5"}, r"Object contains unknown field `grace`: correct or remove this key"),
        ({"rules": "percent_per_day = -1"}, r"Expected `float` >= 0\.0 - at `\$\.percent_per_day`"),
        ({"rules": "percent_per_day = nan"}, "percent_per_day"),
        ({"rules": "percent_per_day = true"}, "Expected `float`, got `bool`"),
        ({"rules": "cap_percent = 101"}, r"Expected `float` <= 100\.0"),
        ({"rules": "grace_minutes = -5"}, "grace_minutes"),
        ({"rules": 'attempt = "mean"'}, "Invalid enum value 'mean'"),
        ({"rules": 'time_zone = "Europe/Atlantis"'}, 'time_zone: "Europe/Atlantis" is not known here'),
        ({"rules": 'time_zone = "/etc/passwd"'}, "is not known here"),
        ({"rules": 'time_zone = "Europe"'}, "is not known here"),
        ({"extension": "ada = { days = 2 }"}, "unknown field `days`"),
        ({"extension": "ada = { hours = -2 }"}, r"Expected `float` > 0\.0"),
        ({"extension": "ada = { hours = inf }"}, "hours|Expected"),
        ({"extension": "ada = {}"}, r'extension\."ada": write hours or due, and not both'),
        ({"extension": "ada = { hours = 1, due = 2026-06-01T00:00:00 }"}, "write hours or due, and not both"),
        ({"extension": "ada = { due = 2026-05-01T00:00:00 }"}, r'"ada"\.due: it is before the due date of the class'),
        ({"extension": "ada = { due = 2026-10-25T02:30:00 }"}, r'"ada"\.due: .* comes twice'),
        ({"extension": "ada = { hours = 1 }\nada = { hours = 2 }"}, "policy.toml: .*late_policy.toml"),
    ],
)  # fmt: skip
def test_a_policy_that_could_be_misread_is_refused(tmp_path, change: dict[str, str], words: str) -> None:
    with pytest.raises(BadPolicy, match=words) as error:
        policy(tmp_path, **change)
    assert str(error.value).startswith(str(tmp_path / "policy.toml"))


def test_unknown_chapters_and_students_are_refused(tmp_path) -> None:
    rules = policy(tmp_path, extension="eve = { hours = 1 }")
    with pytest.raises(BadPolicy, match='there is no chapter "ch01_neural_networks": write one of ch02, ch03'):
        read_policy(Path(rules.file), {"ch02", "ch03"})
    rules.check_students(CHAPTER, {"ada", "eve"})
    with pytest.raises(BadPolicy, match=r'extension: there is no student "eve": write the name of the submission'):
        rules.check_students(CHAPTER, {"ada"})
    Path(rules.file).write_bytes(b'time_zone = "\xff"')
    with pytest.raises(BadPolicy, match="it is not UTF-8"):
        read_policy(Path(rules.file), {CHAPTER})


def test_the_example_in_the_guide_is_a_policy() -> None:
    rules = read_policy(EXAMPLE, {CHAPTER, "ch02_backpropagation"})
    assert rules.due("ch02_backpropagation") == datetime(2026, 5, 18, 21, 59, 59, tzinfo=UTC)
    assert rules.times_files(CHAPTER) == [EXAMPLE.parent / "ch01.times.csv"]
    assert rules.times_files("ch02_backpropagation") == []
    late = apply(rules, CHAPTER, "bob", [(berlin("2026-05-06T03:00:00"), 58.0)])
    assert late.score_after == 46.4
    assert late.sentence == "Handed in 1 day 3 h after the due date: 10 % a day, 20 % taken off."


def test_times_are_written_and_read(tmp_path) -> None:
    path = tmp_path / "times.csv"
    path.write_bytes(
        write_times({"ada": datetime(2026, 5, 4, 23, 41), "bob": "on time", "数_1": berlin("2026-05-04T10:00")})
    )
    assert path.read_text() == "student,when\nada,2026-05-04T23:41\nbob,on time\n数_1,2026-05-04T10:00+02:00\n"
    assert read_times(path, BERLIN, {"ada", "bob", "数_1"}) == {
        "ada": datetime(2026, 5, 4, 21, 41, tzinfo=UTC),
        "bob": None,
        "数_1": datetime(2026, 5, 4, 8, tzinfo=UTC),
    }
    path.write_bytes(b"\xef\xbb\xbfstudent,when\r\n\r\nada,2026-05-04 23:41:30Z\r\n")
    assert read_times(path, BERLIN, {"ada"}) == {"ada": datetime(2026, 5, 4, 23, 41, 30, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,time\n", "line 1: the heading is not student,when"),
        ("", "line 1: the heading"),
        ("student,when\neve,2026-05-04T23:41\n", 'line 2: there is no student "eve"'),
        ("student,when\nada,on time\nada,on time\n", 'line 3: "ada" stands there twice'),
        ("student,when\n", r'1 submissions have no row \(ada\): add a time, or "on time"'),
        ("student,when\nada\n", "line 2: 1 cells: write a student and a time"),
        ("student,when\nada,LATE\n", 'line 2: "ada": LATE is no time: write the one that Canvas shows'),
        ("student,when\nada,4/5/2026 23:41\n", '"4/5/2026 23:41" is no time: write one such as'),
        ("student,when\nada,2026-05-04\n", '"2026-05-04" is no time'),
        ("student,when\nada,2026-02-29T10:00\n", "is no time .*: correct it"),
        ("student,when\nada,2026-05-04T24:30\n", "is no time .*: correct it"),
        ("student,when\nada,2026-10-25T02:30\n", "comes twice in Europe/Berlin"),
        ("student,when\nada,2026-03-29T02:30\n", "does not exist in Europe/Berlin"),
        ("student,when\nada,1026-05-04T23:41\n", "the year 1026"),
        ('student,when\n"ada,on time\n', "it is no CSV in UTF-8"),
        ("student,when\nada,２０２６-05-04T23:41\n", "is no time"),  # noqa: RUF001 - full-width digits are meant
    ],
)
def test_times_that_could_be_misread_are_refused(tmp_path, text: str, words: str) -> None:
    path = tmp_path / "times.csv"
    path.write_text(text)
    with pytest.raises(BadTimes, match=words) as error:
        read_times(path, BERLIN, {"ada"})
    assert re.match(re.escape(str(path)), str(error.value))
