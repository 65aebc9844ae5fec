"""The coach speaks first: by the calendar and the record, seldom, and measured for whether it helps."""
