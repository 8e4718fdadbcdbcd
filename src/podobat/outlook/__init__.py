"""How such things end: the outside view on any target with counts, learnt from real public programmes."""
