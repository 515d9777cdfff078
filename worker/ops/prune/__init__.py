"""Payloads of rows that ended long ago become digests: count, ask, step by step, tell."""
