//! Calendar dates as posts write them and as permalinks print them.

/// A day of the Gregorian calendar and a time of that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u32,
    /// The day of the month, 1 to 31.
    pub day: u32,
    /// Seconds since midnight.
    pub seconds: u32,
}

const DAY: i64 = 86_400;

impl Date {
    /// A day at midnight, where the calendar has it.
    pub(super) fn new(year: i32, month: u32, day: u32) -> Option<Date> {
        let date = Date { year, month, day, seconds: 0 };
        ((1..=12).contains(&month) && day >= 1 && date == Date::from_days(date.days())).then_some(date)
    }

    /// The date that a file's name begins with, `2020-07-14-`, and what follows the hyphen (Jekyll 4.3,
    /// `DATE_FILENAME_MATCHER`).
    pub(super) fn of_name(name: &str) -> Option<(Date, &str)> {
        let (year, rest) = digits(name, 2, 4)?;
        let (month, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
        let (day, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
        Some((Date::new(full_year(year, name), month, day)?, rest.strip_prefix('-')?))
    }

    /// A date as front matter writes it: `2020-07-14`, `2020/7/14`, with a time and a zone where given. A time without
    /// a zone, and the day of one with a zone, are those of a server that keeps universal time. `None` for other ways
    /// to write a date, of which Ruby knows many.
    pub(super) fn parse(text: &str) -> Option<Date> {
        let text = text.trim();
        let (year, rest) = digits(text, 4, 4)?;
        let rest = rest.strip_prefix(['-', '/'])?;
        let (month, rest) = digits(rest, 1, 2)?;
        let (day, rest) = digits(rest.strip_prefix(['-', '/'])?, 1, 2)?;
        let date = Date::new(i32::try_from(year).ok()?, month, day)?;
        let rest = rest.strip_prefix(['T', 't']).unwrap_or(rest).trim_start();
        if rest.is_empty() {
            return Some(date);
        }
        let (hour, rest) = digits(rest, 1, 2)?;
        let (minute, rest) = digits(rest.strip_prefix(':')?, 1, 2)?;
        let (second, rest) = match rest.strip_prefix(':') {
            Some(rest) => digits(rest, 1, 2)?,
            None => (0, rest),
        };
        let rest = match rest.strip_prefix('.') {
            Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
            None => rest,
        };
        let time = i64::from(hour * 3600 + minute * 60 + second) - zone(rest.trim())?;
        let days = date.days() + time.div_euclid(DAY);
        Some(Date { seconds: u32::try_from(time.rem_euclid(DAY)).ok()?, ..Date::from_days(days) })
    }

    /// The day of the year, 1 to 366.
    pub(super) fn day_of_year(self) -> i64 {
        self.days() - Date { month: 1, day: 1, ..self }.days() + 1
    }

    /// The day of the week, 1 for Monday to 7.
    pub(super) fn weekday(self) -> u32 {
        // 1970-01-01 was a Thursday.
        u32::try_from((self.days() + 3).rem_euclid(7) + 1).unwrap_or(1)
    }

    /// The week of ISO 8601 and its year: the week that holds the year's first Thursday is the first.
    pub(super) fn week(self) -> (i32, i64) {
        let thursday = Date::from_days(self.days() + 4 - i64::from(self.weekday()));
        (thursday.year, (thursday.day_of_year() - 1) / 7 + 1)
    }

    /// Days since 1970-01-01. Months are counted from March, so that the leap day is the last of a year.
    fn days(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = i64::from((self.month + 9) % 12);
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
    }

    /// The inverse of [`Date::days`], at midnight.
    fn from_days(days: i64) -> Date {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = 400 * era + year_of_era + i64::from(month <= 2);
        let small = |n: i64| u32::try_from(n).unwrap_or_default();
        Date { year: i32::try_from(year).unwrap_or_default(), month: small(month), day: small(day), seconds: 0 }
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The number that a text begins with, of so many digits.
fn digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let end = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if end < least {
        return None;
    }
    Some((text[..end].parse().ok()?, &text[end..]))
}

/// The year that a file's name means; Ruby puts two digits between 1969 and 2068.
fn full_year(year: u32, name: &str) -> i32 {
    let two_digits = name.bytes().take_while(u8::is_ascii_digit).count() == 2;
    let century = match year {
        _ if !two_digits => 0,
        0..69 => 2000,
        _ => 1900,
    };
    i32::try_from(year).unwrap_or_default() + century
}

/// The seconds by which a zone is ahead of universal time.
fn zone(text: &str) -> Option<i64> {
    let (ahead, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text),
        None if text.is_empty() || ["Z", "z", "UTC", "GMT"].contains(&text) => return Some(0),
        None => (1, text.strip_prefix('+')?),
    };
    let (hours, rest) = digits(text, 1, 2)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = if rest.is_empty() { 0 } else { digits(rest, 2, 2)?.0 };
    Some(ahead * i64::from(hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: Option<(&str, u32)>) {
        let date = Date::parse(written);
        assert_eq!(date.map(|date| (date.to_string(), date.seconds)), expected.map(|(day, time)| (day.into(), time)));
    }

    #[test]
    fn dates_are_written_in_several_ways() {
        check("2020-07-14", Some(("2020-07-14", 0)));
        check(" 2020/7/4 ", Some(("2020-07-04", 0)));
        check("2020-07-14 10:30", Some(("2020-07-14", 37_800)));
        check("2020-07-14T10:30:05.25Z", Some(("2020-07-14", 37_805)));
        check("2020-02-30", None);
        check("14 July 2020", None);
        check("2020-07-14 noon", None);
    }

    #[test]
    fn a_zone_may_move_the_day() {
        check("2020-07-14 23:30:00 -0500", Some(("2020-07-15", 16_200)));
        check("2020-01-01 00:30:00 +08:00", Some(("2019-12-31", 59_400)));
        check("2020-02-28 23:00 -1", Some(("2020-02-29", 0)));
        check("2020-07-14 10:30:00 EST", None);
    }

    #[test]
    fn a_name_begins_with_a_date() {
        let name = |name| Date::of_name(name).map(|(date, rest)| (date.to_string(), rest));
        assert_eq!(name("2020-07-14-icml.md"), Some(("2020-07-14".into(), "icml.md")));
        assert_eq!(name("20-7-4-icml.md"), Some(("2020-07-04".into(), "icml.md")));
        assert_eq!(name("99-7-4-x"), Some(("1999-07-04".into(), "x")));
        assert_eq!(name("2020-13-01-x.md"), None);
        assert_eq!(name("2020-07-14.md"), None);
        assert_eq!(name("20200-07-14-x.md"), None);
    }

    #[test]
    fn days_and_weeks_follow_iso_8601() {
        let facts = |text| {
            let date = Date::parse(text).unwrap();
            (date.day_of_year(), date.weekday(), date.week())
        };
        assert_eq!(facts("1970-01-01"), (1, 4, (1970, 1)));
        assert_eq!(facts("2020-12-31"), (366, 4, (2020, 53)));
        assert_eq!(facts("2021-01-03"), (3, 7, (2020, 53)));
        assert_eq!(facts("2018-12-31"), (365, 1, (2019, 1)));
        assert_eq!(facts("2000-02-29"), (60, 2, (2000, 9)));
    }
}
