"""Chapter 1: neural networks."""
