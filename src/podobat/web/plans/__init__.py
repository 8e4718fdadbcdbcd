"""Plans made on the web: from a template, a folder, a table or another case; drafts, versions, download."""
