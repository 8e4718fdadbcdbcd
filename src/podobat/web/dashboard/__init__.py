"""The dashboard of a case and the page of each measure."""
