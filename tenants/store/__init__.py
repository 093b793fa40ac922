"""What is kept: columns, short queries and state verbs, one noun a file; the tenant fence; bulk loading; files."""
