"""Tests of the whole record, one module a behaviour."""
