"""The kit: small widgets that all screens are built from.

How to use each piece (``theme`` is the one ``Theme``; sizes are written as at 100 %):

* ``labels``: ``label("Telefon", "muted")`` plain text in a role of kaa.qss; ``Glyph`` an
  icon; ``Elided`` one line that keeps its full text for tool tip and screen readers; ``KeyHint``
  a key cap with a word.
* ``chips``: ``Chip(theme, "Ej nådd", "user-x", Kind.WARN)``.
* ``buttons``: ``button(theme, "Öppna", name="open", kind="primary", icon="arrow-right",
  hint="Enter")``; in a .ui file a promoted ``KeyButton`` with the same dynamic properties.
* ``segments``: ``SegmentedFilter(theme, "Visa i journalen", [("all", "Allt"), …])``, signal
  ``chosen(object)`` with the key.
* ``tabs``: ``Tabs("Ungdomens sida", [("overview", "Översikt"), …], name="youth_tabs")``, signal
  ``chosen(object)``.
* ``boxes``: ``Card``, ``Banner``, ``EmptyState``, ``PageHeader``, ``Footer``.
* ``fields``: ``FieldBox(theme, "Datum", DateField(theme, today))`` label + field + note + error:
  ``box.set_error("…")``; ``DateField``, ``TimeField``, ``TextField``, ``NoteField``.

End each window with ``theme.dress(self)``. Every interactive widget takes an object name and a
Swedish accessible name; ``tests/gui/walker.py`` says which lacks it.
"""
