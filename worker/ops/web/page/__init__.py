"""The page: what a person sees of the night and does about it; it has no truth of its own."""

from worker.ops.web.page.part import Page, open_page

__all__ = ["Page", "open_page"]
