"""Who acts, one file each. Actors meet only through the world; the import contract names the three exceptions."""
