"""Forms about what comes in. They read and check; services decide and save."""
