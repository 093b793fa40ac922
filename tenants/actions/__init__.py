"""Use cases: the only code that sees several stages. Keyword-only functions; a ``Refusal`` leaves everything as it was."""
