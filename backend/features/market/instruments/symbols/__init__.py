"""How symbols are read, kind by kind, from tables that the product ships."""
