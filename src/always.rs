//! What must always hold. Where it does not, that is a mistake of ours, and somebody is writing a post: tests fail, while
//! a server tells of the mistake as of any panic and takes the long way round, which is right in any case.

use std::panic::{Location, catch_unwind, resume_unwind};

/// Whether something holds that always must, by what `what` says of it.
///
/// # Panics
///
/// In builds with debug assertions, where it does not hold.
#[track_caller]
pub(crate) fn always(holds: bool, what: &str) -> bool {
    if !holds {
        note(what, Location::caller());
    }
    holds
}

/// Tells of a mistake: the hook of panics hears of it, whoever set it.
fn note(what: &str, place: &Location<'_>) {
    let panicked = catch_unwind(|| panic!("it does not hold that {what} ({}:{})", place.file(), place.line()));
    if cfg!(debug_assertions)
        && let Err(mistake) = panicked
    {
        resume_unwind(mistake);
    }
}

#[cfg(test)]
mod tests {
    use std::panic;
    use std::sync::{Arc, Mutex, PoisonError};

    use super::*;

    #[test]
    fn what_holds_is_passed_over() {
        assert!(always(true, "one is one"));
    }

    #[test]
    fn what_does_not_hold_is_told_and_fails_a_test() {
        let _alone = crate::fixture::PANICS.lock().unwrap_or_else(PoisonError::into_inner);
        let (told, usual) = (Arc::new(Mutex::new(String::new())), panic::take_hook());
        let heard = told.clone();
        panic::set_hook(Box::new(move |info| heard.lock().unwrap().push_str(&info.to_string())));
        let failed = catch_unwind(|| always(false, "one is two"));
        panic::set_hook(usual);
        assert_eq!(failed.is_err(), cfg!(debug_assertions), "released, the server goes on");
        let told = told.lock().unwrap();
        assert!(told.contains("it does not hold that one is two (src/always.rs:"), "{told}");
    }
}
