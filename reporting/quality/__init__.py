"""Data quality: what is missing and what contradicts itself, live, with a link to mend it."""
