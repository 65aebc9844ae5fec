"""Tables of coaching.

What a trader said of themselves is encrypted (`LargeBinary` columns, by `core/crypto`): statements of memory, their
earlier versions, tombstones, notes and next steps of sessions. What is counted and filtered by is not.
"""
