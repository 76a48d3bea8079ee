"""Checks of chapter 13, one file a module of the student's."""
