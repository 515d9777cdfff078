"""Rows are checked as they arrive: by a process of its own beside the worker, so that no slot is lost."""
