"""Pure helpers: dates, text, the database actor. Imports no app of this project."""
