"""A payload's faults: the request of ChannelCreateFlowGroupByFiles, judged before any call.

``parse`` reads a text, ``check`` judges a parsed payload, ``faults_of`` does both for many texts.
"""

from jobs.payload.bulk import faults_of, is_valid
from jobs.payload.check import check
from jobs.payload.fault import MOST_FAULTS, Fault, Rule, Severity, fault_of, rules
from jobs.payload.lines import lines_of
from jobs.payload.parse import MOST_BYTES, Parsed, Text, parse

__all__ = [
    "MOST_BYTES",
    "MOST_FAULTS",
    "Fault",
    "Parsed",
    "Rule",
    "Severity",
    "Text",
    "check",
    "fault_of",
    "faults_of",
    "is_valid",
    "lines_of",
    "parse",
    "rules",
]
