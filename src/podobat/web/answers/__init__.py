"""Every answer of the command line on the web: asked for with its options, worked out as a job, shown with its page."""
