"""`python -m prospector` is `prospector`."""

from prospector.cli import main

main()
