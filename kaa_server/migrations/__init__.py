"""The database's schema, step by step. Run by ``kaa-server migrate`` and at embedded start."""
