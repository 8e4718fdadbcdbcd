"""Runs that are killed, disks that are full, files that vanish: `make crash`, and a short run of it in `make test`."""
