"""An independent slow count: plain Python over the rows of what was registered.

Nothing here reads the facts that the product counts, nor uses its queries, its conditions or its
clock. Every rule is written anew from the words of the definition.
"""
