"""One named operation per thing a person can do, and the wiring."""
