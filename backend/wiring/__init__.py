"""What the product is made of and how its parts are put together; used by `backend.app` alone."""
