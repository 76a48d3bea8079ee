"""Chapter 2: back-propagation."""
