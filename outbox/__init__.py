"""Jobs that leave with the work itself: written in its transaction, published afterwards."""
