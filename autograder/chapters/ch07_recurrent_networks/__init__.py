"""The exam of chapter 7."""
