"""Letters as bytes and the ways they leave: SMTP, a folder, memory. The only door to mail servers."""
