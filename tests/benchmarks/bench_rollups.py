"""A year of rollups of a large community counted anew, beside DuckDB: see ``large``."""

import sys

from tests.benchmarks.large import main, sizes, year

if __name__ == "__main__":
    sys.exit(main(sizes, year))
