"""How long tests wait for what a busy machine delays: one place. Nothing here is a claim about the product's speed."""

STARTED = 180  # seconds, until a run has made its cluster, migrated and answers
HAPPENED = 90  # until processes have ended and answers are given
WITH_PROCESSES = 300  # for a test whose first one starts the whole product
CONNECTED = 30  # until a window is open
CALLED = 30  # until a request or an event is answered
BROWSER = 30_000  # milliseconds, until a page shows what a worker answered
STORM_CALL = 15  # where the other side is killed at random: soon enough to try again, long enough for a busy machine
