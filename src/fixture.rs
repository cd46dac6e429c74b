//! A blog in a string, for tests.
