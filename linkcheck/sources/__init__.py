"""The author's words → references: files, documents, front matter, the site around them, and git."""
