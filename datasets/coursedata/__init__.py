"""The course's data sets: one folder each, with loader, card and the data. Imports nothing of the course."""
