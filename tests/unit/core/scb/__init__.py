"""SCB's half-year: cases and laws."""
