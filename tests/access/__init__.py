"""The access matrix: every URL × every person, twice (once with wall 1 patched away)."""
