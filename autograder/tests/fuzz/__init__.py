"""Inputs that nobody would think of, for the two readers that strangers' bytes reach: the wire and the intake.

python -m autograder.tests.fuzz wire --bytes 10000000 --seed 1
"""
