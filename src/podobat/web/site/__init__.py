"""What holds the application together: settings, addresses, and what happens to every request."""
