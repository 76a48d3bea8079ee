"""Checks of chapter 5, one file a module of the student's."""
