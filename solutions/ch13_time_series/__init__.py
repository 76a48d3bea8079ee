"""Chapter 13: time series."""
