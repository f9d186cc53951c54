"""The encrypted local store: keys, records, outbox, search (architecture.md, "The local store")."""
