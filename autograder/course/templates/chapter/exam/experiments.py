"""What runs beside the code under test in chNN_name. Shipped whole: imports what the chapter allows, judges nothing."""


def samples_after_centre(chapter, samples):
    """The caller's array once centre has seen it."""
    chapter.scaling.centre(samples)
    return samples
