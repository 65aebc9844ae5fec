"""What a trader does, found by evidence: pure functions over the record of one stream. No database, no clock."""
