"""Backup and restore of a whole server: encrypted, whole or not at all, checked before it counts."""
