"""`python -m podobat` is `podobat`."""

from podobat.cli import main

if __name__ == "__main__":
    main()
