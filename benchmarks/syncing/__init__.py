"""The figures of synchronisation: beside Anki, one change, the first download, many at once, growth."""
