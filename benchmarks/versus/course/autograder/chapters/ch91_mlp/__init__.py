"""The exam of the chapter for measuring this suite beside other tools."""
