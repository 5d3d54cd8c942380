"""Code lists with validity in time."""
