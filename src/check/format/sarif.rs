//! Findings as SARIF 2.1.0, which code scanning services read.

use std::collections::HashMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::json::written;
use crate::check::finding::{Finding, Place, Report};
use crate::ide::{Code, Severity};

/// What a relative reference may hold as it is (RFC 3986, `path`).
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// One run with all rules and findings.
pub(super) fn report(report: &Report) -> String {
    let mut seen = HashMap::new();
    let results: Vec<Value> = report.findings.iter().map(|finding| result(finding, &mut seen)).collect();
    written(serde_json::to_string_pretty(&json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "manicule",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": Code::ALL.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })))
}

fn rule(code: Code) -> Value {
    let rule = code.rule();
    json!({
        "id": rule.name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.why },
        "help": { "text": rule.fix },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn result(finding: &Finding, seen: &mut HashMap<String, usize>) -> Value {
    let mut result = json!({
        "ruleId": finding.code.name(),
        "ruleIndex": Code::ALL.iter().position(|code| *code == finding.code),
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "locations": [location(&finding.place)],
        "partialFingerprints": { "manicule/v1": finding.fingerprint(seen) },
    });
    if !finding.related.is_empty() {
        let related = (1..).zip(&finding.related).map(|(id, (place, message))| {
            let mut location = location(place);
            location["id"] = json!(id);
            location["message"] = json!({ "text": message });
            location
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
    }
}

fn location(place: &Place) -> Value {
    let span = place.file_span();
    let absolute = place.path.starts_with('/');
    let uri = utf8_percent_encode(&place.path, PATH).to_string();
    let uri = if absolute { format!("file://{uri}") } else { uri };
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": {
                "startLine": span.start.line,
                "startColumn": span.start.column,
                "endLine": span.end.line,
                "endColumn": span.end.column,
            },
        },
    });
    if let Some(cell) = place.cell {
        let name = format!("cell {}", cell + 1);
        location["logicalLocations"] = json!([{ "name": name, "kind": "element" }]);
    }
    location
}
