"""The parts of a report: each turns the document into what its template shows, worded and drawn."""
