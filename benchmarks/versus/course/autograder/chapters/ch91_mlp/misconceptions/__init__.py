"""Wrong versions of mlp.py."""
