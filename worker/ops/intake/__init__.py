"""Rows in files: read, checked, enqueued, added up."""
