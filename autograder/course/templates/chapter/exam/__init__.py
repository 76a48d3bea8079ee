"""The exam of chNN_name."""
