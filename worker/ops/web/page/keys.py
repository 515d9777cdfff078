"""What the handlers share, kept in the application."""

from typing import Final

from aiohttp import web

from worker.ops.web.page.board import Board
from worker.ops.web.page.live import Live
from worker.ops.web.page.watched import Watched

BOARD: Final = web.AppKey("board", Board)
LIVE: Final = web.AppKey("live", Live)
WATCHED: Final = web.AppKey("watched", Watched)
