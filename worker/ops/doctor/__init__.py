"""Says what is wrong before a night begins, and what to do."""

from worker.ops.doctor.examine import examine
from worker.ops.doctor.finding import Finding
from worker.ops.doctor.show import print_line, show

__all__ = ["Finding", "examine", "print_line", "show"]
