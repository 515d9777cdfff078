"""What a worker serves over HTTP: health, metrics, and what else is mounted beside them; off unless asked for.

Nothing here is imported while FLOWGROUP_HTTP is empty, but `serve.py`, which decides.
"""
