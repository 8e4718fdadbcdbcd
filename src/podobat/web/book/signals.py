"""What the book tells the other rooms."""

from __future__ import annotations

from django.dispatch import Signal

#: Sent after the commit of every change of a book, with `case`. Receivers must be quick.
book_changed = Signal()
