"""`python -m worker` is the command `flowgroup`."""

from worker.ops.cli import main

if __name__ == "__main__":
    main()
