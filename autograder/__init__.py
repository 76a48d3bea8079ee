"""The autograder of the course Deep Learning Foundations (intermediate)."""

__version__ = "0.1.0"
