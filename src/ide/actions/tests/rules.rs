//! Every rule's own example, repaired.

use super::{done, of_kinds, texts};
use crate::fixture::Fixture;
use crate::ide::diagnostics::code::tests::blog;
use crate::ide::{ActionKind, Code, Config, Severity, applied, findings, fix_all};
use crate::site::FileId;
use crate::text::{TextRange, TextSize};

/// The rules whose findings no edit of a text repairs: another file is to be edited, or only the writer knows.
const WITHOUT: &[Code] = &[Code::MissingImage, Code::UnreadableFile, Code::GeneratedFile, Code::UndatedNotebook];

/// The rules whose repair leaves something to write, so that their good example is not what comes out.
const TO_FILL_IN: &[Code] =
    &[Code::UndefinedFootnote, Code::UnusedFootnote, Code::FootnoteArguments, Code::FootnoteEmptyId];

fn cells(fixture: &Fixture, code: Code) -> Vec<FileId> {
    fixture.files().filter(|file| file.path.as_str() == code.rule().path).cloned().collect()
}

#[test]
fn each_rule_with_a_repair_is_repaired_and_no_other_is_broken() {
    for code in Code::ALL {
        let rule = code.rule();
        let fixture = blog(rule, rule.bad);
        let read = |file: &FileId| texts(&fixture, file);
        let config = Config::default();
        let mut fixed = 0;
        for file in cells(&fixture, *code) {
            let whole = TextRange::up_to(TextSize::of(fixture.text(&file)));
            let offered = of_kinds(&fixture, &file, whole, &|kind| kind == ActionKind::QuickFix);
            let repairs = offered.iter().filter(|it| it.fixes.as_ref().is_some_and(|it| it.code == *code));
            for action in repairs.filter(|it| !it.title.starts_with("Ignore") && !it.title.starts_with("Switch")) {
                fixed += 1;
                let after = applied::after(&fixture.site, &action.change, &read).unwrap();
                let left: Vec<_> = cells(&fixture, *code)
                    .iter()
                    .flat_map(|file| findings(&after, file, &config, &read))
                    .filter(|it| it.severity <= rule.severity.min(Severity::Information) || it.code == *code)
                    .collect();
                assert!(left.is_empty(), "{code}, `{}`: {left:#?}", action.title);
            }
        }
        assert_eq!(fixed == 0, WITHOUT.contains(code), "{code} has {fixed} repairs");
    }
}

#[test]
fn the_good_example_comes_out_of_the_bad_one() {
    let mut different = Vec::new();
    for code in Code::ALL.iter().filter(|code| !WITHOUT.contains(code) && !TO_FILL_IN.contains(code)) {
        let rule = code.rule();
        let fixture = blog(rule, rule.bad);
        let files = cells(&fixture, *code);
        let outcomes: Vec<String> = files
            .iter()
            .flat_map(|file| {
                let whole = TextRange::up_to(TextSize::of(fixture.text(file)));
                of_kinds(&fixture, file, whole, &|kind| kind == ActionKind::QuickFix)
            })
            .map(|action| done(&fixture, &action.change))
            .collect();
        if !outcomes.iter().any(|it| it.trim_end() == rule.good.trim_end()) {
            different.push((*code, outcomes));
        }
    }
    let codes: Vec<Code> = different.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ELSEWISE, "{different:#?}");
}

/// The rules whose good example is another way out than the repair.
const ELSEWISE: &[Code] = &[Code::FootnoteFilter, Code::LiquidUnknownTag, Code::NotebookImage, Code::IgnoredKey];

#[test]
fn safe_repairs_leave_nothing_to_repair() {
    for code in Code::ALL {
        let rule = code.rule();
        let fixture = blog(rule, rule.bad);
        let read = |file: &FileId| texts(&fixture, file);
        for file in cells(&fixture, *code) {
            let change = fix_all(&fixture.site, &file, &Config::default(), &read, &|_| true);
            let Some(after) = applied::after(&fixture.site, &change, &read) else { continue };
            let again = fix_all(&after, &file, &Config::default(), &read, &|_| true);
            assert!(again.is_empty(), "{code}: {again:?}");
        }
    }
}
