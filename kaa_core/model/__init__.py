"""The records of the activity responsibility and the one registry that describes them."""
