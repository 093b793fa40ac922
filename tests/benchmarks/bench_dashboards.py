"""The pages of a large community, with a tenth of the history and with all of it: see ``large``."""

import sys

from tests.benchmarks.large import main, pages

if __name__ == "__main__":
    sys.exit(main(pages))
