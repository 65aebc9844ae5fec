"""Images: taken in, cleaned, stored, served."""
