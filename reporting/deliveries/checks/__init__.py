"""What only shows when the rows of a table are laid side by side, or beside earlier ones.

The same checks run over what partners deliver and over the published figures.
"""
