"""Help beside the work: texts in resources/hjalp, the pane that shows them, and the tour."""
