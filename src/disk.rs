//! Reading, walking and watching a blog on disk: what it sees becomes changes of the site.
