"""`podobat`, and `python -m podobat`: where the program begins, before anything of it is loaded."""

from __future__ import annotations

from podobat.leaving import leaving_quietly


def main() -> None:
    """The program `podobat`."""
    with leaving_quietly():
        from podobat import cli
    cli.main()


if __name__ == "__main__":
    main()
