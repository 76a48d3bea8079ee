"""Three small forecasts with pencil and paper. Write the numbers that you found, not code that finds them."""


def forecast_trace() -> dict[str, float]:
    """A series that returns to its mean, a season that is taken away, and a level that is never seen.

    `python -m ch13_time_series.questions` prints your numbers.

    1. The series  y_t = mu + phi * (y_(t-1) - mu) + e_t  has mean mu, and each e_t has variance sigma2. Its last
       value is known. Give the forecasts of the next three values, and the variances of their errors:

        "forecast_1", "forecast_2", "forecast_3"
        "variance_1", "variance_2", "variance_3"

    2. Of eight quarterly values, with a season of four quarters, give the last seasonal difference, that of y_8.
       Then w is the forecast of the next one, that of y_9: give the forecast of y_9 itself.

        "difference", "next_value"

    3. A level moves by steps of variance var_eta, and is seen with noise of variance var_eps. It has been
       estimated as `level`, with variance P. Then time moves on by one step, and y is seen. Give

        "predicted_variance"          the variance of the level just before y is seen
        "gain"                        the weight of what is new in y
        "new_level", "new_variance"   after y was seen

    Carry four decimals or more from step to step, and give three or more. Marked when you hand in; a slip is
    counted once, and what follows from it correctly is right.

    Handout: "A forecast with pencil and paper".
    """
    raise NotImplementedError("worksheet.forecast_trace")
