"""Chapter 7: recurrent networks."""
