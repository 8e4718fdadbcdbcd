"""The committee's rooms on the web: record book, dashboard, scenarios, reports (Django, the extra `web`)."""
