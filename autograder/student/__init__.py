"""The student's side: what is in hand, the watch loop, hints, and the submission."""
