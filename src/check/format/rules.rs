//! The rules as the command line tells of them.

use std::fmt::Write as _;

use crate::ide::Code;

/// A line a rule.
pub(in crate::check) fn list() -> String {
    let widest = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or_default();
    let mut out = String::new();
    for code in Code::ALL {
        let rule = code.rule();
        let _ = writeln!(out, "{:widest$}  {:11}  {}", rule.name, rule.severity.name(), rule.summary);
    }
    out
}

/// All that there is to say of a rule.
pub(in crate::check) fn page(code: Code) -> String {
    let rule = code.rule();
    let indented =
        |text: &str| text.lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect::<String>();
    format!(
        "{} ({})\n\n{}\n\n{}\n\nWrong, in {}:\n\n{}\nRight:\n\n{}\n{}\n",
        rule.name,
        rule.severity.name(),
        rule.summary,
        rule.why,
        rule.path,
        indented(rule.bad),
        indented(rule.good),
        rule.fix,
    )
}
