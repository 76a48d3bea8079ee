"""Wrong versions of chapter 1's exercises, one file a module of the student's."""
