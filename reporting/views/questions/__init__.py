"""Vragen: the register of parliamentary questions and the workbench."""
