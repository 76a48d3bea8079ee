"""Checks of chapter 2, one file a module of the student's."""
