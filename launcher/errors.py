"""The one exception the launcher shows to people instead of a traceback."""


class LauncherError(Exception):
    """Something outside the program is wrong; the message names the fix."""
