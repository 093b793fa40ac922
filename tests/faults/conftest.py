from tests.jobs.conftest import environ, files, here, house

__all__ = ["environ", "files", "here", "house"]
