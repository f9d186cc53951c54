"""The connection: enrol, push, pull, wake-up."""
