"""Pictures of a `GradeReport`: terminal, HTML, CSV. Each is a pure function of the report."""
