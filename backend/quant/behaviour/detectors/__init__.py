"""One detector a module: what it measures of a position, and when that is a finding."""
