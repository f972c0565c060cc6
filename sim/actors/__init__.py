"""Who acts, one file each. Actors meet only through the world; none imports another."""
