"""The encrypted store: keys, schema, records, outbox."""
