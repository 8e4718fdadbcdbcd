"""Where net jobs come from: the balance sheet of the region, the rest of the nation and the nation."""
