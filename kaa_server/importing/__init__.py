"""Facts from registers, schools and lists, read and written by the server (docs/adr/035)."""
