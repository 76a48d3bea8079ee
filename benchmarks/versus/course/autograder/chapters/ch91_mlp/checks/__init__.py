"""Checks of mlp.py."""
