"""Checks of chapter 1, one file a module of the student's."""
