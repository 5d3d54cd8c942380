"""The append-only log of writes and reads. Imports no other app."""
