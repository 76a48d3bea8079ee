"""The exam of chapter 13."""
