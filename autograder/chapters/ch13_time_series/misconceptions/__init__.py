"""Wrong versions of chapter 13's exercises, one file a module of the student's."""
