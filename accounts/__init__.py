"""Centres, partner organisations, users, roles, memberships and sign-in."""
