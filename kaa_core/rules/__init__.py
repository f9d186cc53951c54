"""Rules of law and routine as pure functions over records; the date asked about is always handed in."""
