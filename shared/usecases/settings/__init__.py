"""Read and validate the desk's settings documents."""
