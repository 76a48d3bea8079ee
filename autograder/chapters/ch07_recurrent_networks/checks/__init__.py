"""Checks of chapter 7, one file a module of the student's."""
