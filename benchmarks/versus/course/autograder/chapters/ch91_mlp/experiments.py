"""No experiments: every check makes plain calls, so that other tools can make the same ones."""
