"""Wrong versions of chapter 5's exercises, one file a module of the student's."""
