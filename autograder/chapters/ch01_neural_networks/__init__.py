"""The exam of chapter 1."""
