"""``python -m staffalloc``: the command line."""

from staffalloc.cli import main

if __name__ == "__main__":
    main()
