"""Registers and spreadsheets read into facts. Pure: bytes come in, values go out.

`reading.read` makes a `book.Book` of a file's bytes, `tables.find_table` finds the headings,
`proposing.propose` says what each column holds, and `judging.judge` answers for every row. Writing what
came out of it is the desktop's work (`kaa_desktop.app`).
"""
