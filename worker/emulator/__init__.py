"""The API on loopback: judges calls as the documents say, and misbehaves on request."""

from worker.emulator.config import EmulatorConfig, KeyPair, Tuning
from worker.emulator.faults import Fault, Faults
from worker.emulator.ledger import Entry, Ledger, peak, read_ledger, summarise
from worker.emulator.server import Emulator, serve

__all__ = [
    "Emulator",
    "EmulatorConfig",
    "Entry",
    "Fault",
    "Faults",
    "KeyPair",
    "Ledger",
    "Tuning",
    "peak",
    "read_ledger",
    "serve",
    "summarise",
]
