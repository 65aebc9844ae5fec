"""Arithmetic on decimals and arrays: no input or output, no database."""
