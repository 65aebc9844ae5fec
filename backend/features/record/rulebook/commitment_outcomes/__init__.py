"""What called for commitments, and how they were kept."""
