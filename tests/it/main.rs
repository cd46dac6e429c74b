//! The tests that look at manicule from outside, in one binary.

mod tidy;
