"""The addresses, a small module for each part of the caseworker's day."""
