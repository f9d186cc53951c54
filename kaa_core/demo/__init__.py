"""A made-up municipality for demonstrations, tests and benchmarks: nobody in it exists."""
