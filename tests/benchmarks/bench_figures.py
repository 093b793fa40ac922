"""The figures of a large community, beside DuckDB: see ``large``."""

import sys

from tests.benchmarks.large import active, main, month, sizes, year

if __name__ == "__main__":
    sys.exit(main(sizes, month, active, year))
