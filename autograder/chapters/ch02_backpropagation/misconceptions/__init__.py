"""Wrong versions of chapter 2's exercises, one file a module of the student's."""
