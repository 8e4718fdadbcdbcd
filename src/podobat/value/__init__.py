"""What each programme adds: left out, enlarged, its share of the whole, its cost for each net unit."""
