"""The exam of the chapter that is for measuring only."""
