"""`python -m servanda` is `servanda`."""

from servanda.cli import main

main()
