"""The exam of chapter 5."""
