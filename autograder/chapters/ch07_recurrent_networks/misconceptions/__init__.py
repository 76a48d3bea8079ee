"""Wrong versions of chapter 7's exercises, one file a module of the student's."""
