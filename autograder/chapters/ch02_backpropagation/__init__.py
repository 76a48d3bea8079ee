"""The exam of chapter 2."""
