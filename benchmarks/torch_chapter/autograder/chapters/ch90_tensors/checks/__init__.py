"""Checks, one file a module of the student's."""
