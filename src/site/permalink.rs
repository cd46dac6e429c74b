//! Where a Jekyll page is published: permalink templates, dates, categories.
