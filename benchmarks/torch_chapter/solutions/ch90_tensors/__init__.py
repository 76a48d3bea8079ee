"""A chapter that uses PyTorch, for measuring only: no part of the course."""
