"""The central server: routes, PostgreSQL, accounts, command line."""
