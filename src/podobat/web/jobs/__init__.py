"""Work that takes longer than a page may: queued, done by a worker beside the web server, watched, stopped."""
