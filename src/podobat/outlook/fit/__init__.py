"""How the model of the outside view is learnt: from series whose ends are known."""
