"""What an act on the cluster is worth: a general act, a special act or none, by provision and by month."""
