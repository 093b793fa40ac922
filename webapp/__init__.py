"""HTTP: pages, API, command line; acts through ``tenants.actions``, reads through ``tenants.store``."""
