"""A chapter for measuring this suite beside other tools: no part of the course."""
