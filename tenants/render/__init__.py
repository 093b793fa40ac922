"""Words and ink: a document or a figure becomes text, a page, a PDF or a letter, in either language."""
