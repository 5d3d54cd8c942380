"""Tables that partners deliver: what they must look like, how they are read and checked."""
