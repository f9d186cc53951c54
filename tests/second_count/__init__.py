"""Every figure computed a second way: plain Python over raw operations, slow, one youth and day at a time.

It knows kinds and fields by their numbers alone, and imports nothing of the program (import-linter says
so, pyproject.toml): what both ways come to has been computed twice. The definitions are those that a
person reads (Figure.says) and domain.md section 9.
"""
