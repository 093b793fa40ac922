"""The Python half of ``./run``: set-up, embedded servers, demo."""
