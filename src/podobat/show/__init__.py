"""What we say: tables on the console, charts and the report, in Korean and English. Nothing is computed here."""
