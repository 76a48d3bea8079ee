# ruff: noqa: F821 - spliced into a copy of the solution, as students write
"""What students really write for language_model.py, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("language_model.training_pair")
def not_shifted(text, vocabulary):
    """Input and target are equal, so the network would learn to repeat what it reads."""
    numbers = np.array([0, *[vocabulary.index(character) for character in text]])
    return numbers, numbers.copy()


@misconception("language_model.training_pair")
def end_left_out(text, vocabulary):
    """The end mark is never a target, so the network would never learn to stop."""
    numbers = [0, *[vocabulary.index(character) for character in text]]
    return np.array(numbers[:-1], dtype=int), np.array(numbers[1:], dtype=int)


@misconception("language_model.training_pair")
def start_left_out(text, vocabulary):
    """The start mark is never read, so nothing would predict the first character."""
    numbers = [*[vocabulary.index(character) for character in text], 1]
    return np.array(numbers[:-1], dtype=int), np.array(numbers[1:], dtype=int)


@misconception("language_model.training_pair")
def predicts_what_was_before(text, vocabulary):
    """The target of each step is the character before it, not the one that comes next."""
    numbers = [vocabulary.index(character) for character in text]
    return np.array([*numbers, 1]), np.array([0, *numbers])


@misconception("language_model.training_pair")
def ends_with_the_start_mark(text, vocabulary):
    """The text was ended with the mark for its start."""
    numbers = [vocabulary.index(character) for character in text]
    return np.array([0, *numbers]), np.array([*numbers, 0])


@misconception("language_model.training_pair")
def places_in_the_alphabet(text, vocabulary):
    """Letters were numbered by the alphabet; their place in this vocabulary was not looked up."""
    numbers = [ord(character) - ord("a") + 2 for character in text]
    return np.array([0, *numbers]), np.array([*numbers, 1])


@misconception("language_model.sequence_loss")
def padding_counted(logits, targets, lengths):
    """Steps after the end of a sequence were counted, each with the target -1, which is the last character."""
    largest = logits.max(axis=2, keepdims=True)
    log_sums = np.log(np.exp(logits - largest).sum(axis=2)) + largest[..., 0]
    return float((log_sums - np.take_along_axis(logits, targets[..., None], axis=2)[..., 0]).mean())


@misconception("language_model.sequence_loss")
def padding_in_the_divisor(logits, targets, lengths):
    """The padding costs nothing, but its steps were counted in the divisor."""
    largest = logits.max(axis=2, keepdims=True)
    log_sums = np.log(np.exp(logits - largest).sum(axis=2)) + largest[..., 0]
    costs = log_sums - np.take_along_axis(logits, np.maximum(targets, 0)[..., None], axis=2)[..., 0]
    return float((costs * (targets >= 0)).mean())


@misconception("language_model.sequence_loss")
def mean_of_means(logits, targets, lengths):
    """The mean was taken for each sequence, and then over the sequences, so short ones weigh more."""
    largest = logits.max(axis=2, keepdims=True)
    log_sums = np.log(np.exp(logits - largest).sum(axis=2)) + largest[..., 0]
    costs = log_sums - np.take_along_axis(logits, np.maximum(targets, 0)[..., None], axis=2)[..., 0]
    return float(((costs * (targets >= 0)).sum(axis=0) / lengths).mean())


@misconception("language_model.sequence_loss")
def sum_not_mean(logits, targets, lengths):
    """The costs of all characters were added up, and not divided by their number."""
    largest = logits.max(axis=2, keepdims=True)
    log_sums = np.log(np.exp(logits - largest).sum(axis=2)) + largest[..., 0]
    costs = log_sums - np.take_along_axis(logits, np.maximum(targets, 0)[..., None], axis=2)[..., 0]
    return float((costs * (targets >= 0)).sum())


@misconception("language_model.sequence_loss")
def divides_by_the_sequences(logits, targets, lengths):
    """The sum was divided by the number of sequences, not by the number of characters."""
    largest = logits.max(axis=2, keepdims=True)
    log_sums = np.log(np.exp(logits - largest).sum(axis=2)) + largest[..., 0]
    costs = log_sums - np.take_along_axis(logits, np.maximum(targets, 0)[..., None], axis=2)[..., 0]
    return float((costs * (targets >= 0)).sum() / len(lengths))


@misconception("language_model.sequence_loss")
def without_the_shift(logits, targets, lengths):
    """exp(1000) overflowed to inf."""
    chosen = np.take_along_axis(logits, np.maximum(targets, 0)[..., None], axis=2)[..., 0]
    costs = np.log(np.exp(logits).sum(axis=2)) - chosen
    return float(costs[np.arange(len(logits))[:, None] < lengths].mean())


@misconception("language_model.sequence_loss")
def small_constant_in_the_logarithm(logits, targets, lengths):
    """A small constant was added in the logarithm, so no character can cost more than 27.6."""
    powers = np.exp(logits - logits.max(axis=2, keepdims=True))
    probabilities = powers / powers.sum(axis=2, keepdims=True)
    chosen = np.take_along_axis(probabilities, np.maximum(targets, 0)[..., None], axis=2)[..., 0]
    return float(-np.log(chosen + 1e-12)[targets >= 0].mean())


@misconception("language_model.sequence_loss")
def last_character_left_out(logits, targets, lengths):
    """The last step of every sequence was not counted."""
    largest = logits.max(axis=2, keepdims=True)
    log_sums = np.log(np.exp(logits - largest).sum(axis=2)) + largest[..., 0]
    costs = log_sums - np.take_along_axis(logits, np.maximum(targets, 0)[..., None], axis=2)[..., 0]
    counts = np.arange(len(logits))[:, None] < lengths - 1
    return float((costs * counts).sum() / max(counts.sum(), 1))


@misconception("language_model.sequence_loss")
def clears_the_callers_targets(logits, targets, lengths):
    """The -1 of the padding was replaced in the caller's own array of targets."""
    counts = targets >= 0
    targets[~counts] = 0
    largest = logits.max(axis=2, keepdims=True)
    log_sums = np.log(np.exp(logits - largest).sum(axis=2)) + largest[..., 0]
    return float((log_sums - np.take_along_axis(logits, targets[..., None], axis=2)[..., 0])[counts].mean())


@misconception("language_model.sequence_loss")
def charges_step_by_step(logits, targets, lengths):
    """The costs were computed one step after another, in a loop over sequences and steps."""
    total = 0.0
    for i, length in enumerate(lengths):
        for t in range(length):
            z = logits[t, i] - logits[t, i].max()
            total += np.log(np.exp(z).sum()) - z[targets[t, i]]
    return float(total / lengths.sum())


@misconception("language_model.pick")
def multiplies_by_the_temperature(logits, temperature, u):
    """The logits were multiplied by the temperature, so a high one makes the choice more certain."""
    powers = np.exp((logits - logits.max()) * temperature)
    total = np.cumsum(powers)
    return int(np.argmax(total > u * total[-1]))


@misconception("language_model.pick")
def temperature_unused(logits, temperature, u):
    """The temperature has no influence."""
    powers = np.exp(logits - logits.max())
    total = np.cumsum(powers)
    return int(np.argmax(total > u * total[-1]))


@misconception("language_model.pick")
def always_the_likeliest(logits, temperature, u):
    """u has no influence: the character with the largest logit was taken."""
    return int(np.argmax(logits))


@misconception("language_model.pick")
def one_place_before(logits, temperature, u):
    """The last index whose sum is still below u was taken, one before the right one."""
    powers = np.exp((logits - logits.max()) / temperature)
    total = np.cumsum(powers)
    return int(max(np.argmax(total > u * total[-1]) - 1, 0))


@misconception("language_model.pick")
def first_probability_above_u(logits, temperature, u):
    """The single probabilities were compared with u, not their running sum."""
    powers = np.exp((logits - logits.max()) / temperature)
    return int(np.argmax(powers / powers.sum() > u))


@misconception("language_model.pick")
def no_shift_before_exp(logits, temperature, u):
    """exp(1000) overflowed to inf, and inf / inf is nan."""
    powers = np.exp(logits / temperature)
    return int(np.argmax(np.cumsum(powers / powers.sum()) > u))


@misconception("language_model.pick")
def at_least_for_more_than(logits, temperature, u):
    """The first index whose sum reaches u was taken, where the sum has to be above u."""
    powers = np.exp((logits - logits.max()) / temperature)
    total = np.cumsum(powers)
    return int(np.argmax(total >= u * total[-1]))


@misconception("language_model.pick")
def no_sum_is_above(logits, temperature, u):
    """Where all rounded sums stayed below u, `argmax` found nothing that is true, and answered 0."""
    powers = np.exp((logits - logits.max()) / temperature)
    return int(np.argmax(np.cumsum(powers / powers.sum()) > u))


@misconception("language_model.pick")
def one_past_the_last(logits, temperature, u):
    """Where all rounded sums stayed below u, the answer is V, an index past the last character."""
    powers = np.exp((logits - logits.max()) / temperature)
    return int(np.searchsorted(np.cumsum(powers / powers.sum()), u, side="right"))


@misconception("language_model.generate")
def runs_past_the_end_mark(step, start, end, choose, limit):
    """Writing went on after the end mark, up to the limit."""
    written, character, state = [], start, None
    while len(written) < limit:
        logits, state = step(character, state)
        character = choose(logits)
        written.append(character)
    return written


@misconception("language_model.generate")
def writes_the_end_mark(step, start, end, choose, limit):
    """The end mark was written, too."""
    written, character, state = [], start, None
    while len(written) < limit and character != end:
        logits, state = step(character, state)
        character = choose(logits)
        written.append(character)
    return written


@misconception("language_model.generate")
def writes_the_start_mark(step, start, end, choose, limit):
    """The start mark was written, too."""
    written, state = [start], None
    while len(written) <= limit:
        logits, state = step(written[-1], state)
        character = choose(logits)
        if character == end:
            break
        written.append(character)
    return written


@misconception("language_model.generate")
def reads_the_start_mark_again(step, start, end, choose, limit):
    """Every step read the start mark, not the character that had been written."""
    written, state = [], None
    while len(written) < limit:
        logits, state = step(start, state)
        character = choose(logits)
        if character == end:
            break
        written.append(character)
    return written


@misconception("language_model.generate")
def forgets_the_state(step, start, end, choose, limit):
    """Every step began without a state; the one that the step before had returned was dropped."""
    written, character = [], start
    while len(written) < limit:
        logits, _ = step(character, None)
        character = choose(logits)
        if character == end:
            break
        written.append(character)
    return written


@misconception("language_model.generate")
def takes_the_largest_logit(step, start, end, choose, limit):
    """The largest logit was taken; choose was not asked."""
    written, character, state = [], start, None
    while len(written) < limit:
        logits, state = step(character, state)
        character = int(np.argmax(logits))
        if character == end:
            break
        written.append(character)
    return written


@misconception("language_model.generate")
def takes_a_step_too_many(step, start, end, choose, limit):
    """One more step was taken after the last character, and its logits were not used."""
    written = []
    logits, state = step(start, None)
    while len(written) < limit:
        character = choose(logits)
        if character == end:
            break
        written.append(character)
        logits, state = step(character, state)
    return written


@misconception("language_model.generate")
def one_character_short(step, start, end, choose, limit):
    """Writing stopped one character before the limit."""
    written, character, state = [], start, None
    for _ in range(1, limit):
        logits, state = step(character, state)
        character = choose(logits)
        if character == end:
            break
        written.append(character)
    return written
