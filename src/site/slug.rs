//! The ids that generators give to headings.
