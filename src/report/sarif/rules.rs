//! Rules as SARIF describes them.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_sarif::sarif::{
    MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor,
};

use super::result::{level, sentence};
use crate::{
    engine::Active,
    rule::{Confidence, RuleMeta, Severity},
};

/// Code scanning keeps no more tags of a rule, and cuts longer descriptions.
const MOST_TAGS: usize = 10;
const LONGEST: usize = 1_000;

pub(super) fn descriptor(active: &Active<'_>) -> ReportingDescriptor {
    let meta = active.rule.meta();
    let severity = active.severity.unwrap_or(meta.severity);
    ReportingDescriptor::builder()
        .id(meta.id)
        .name(pascal(meta.id))
        .short_description(&sentence(meta.summary))
        .full_description(&full(&meta))
        .help(help(&meta))
        .default_configuration(
            ReportingConfiguration::builder().level(level(severity).to_string()).build(),
        )
        .properties(properties(&meta, severity))
        .build()
}

fn properties(meta: &RuleMeta<'_>, severity: Severity) -> PropertyBag {
    let precision = match meta.confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    };
    // What is no matter of security is no alert of it either.
    let is_security = !matches!(meta.topic, "availability" | "resources" | "suppression");
    let security = match severity {
        _ if !is_security => None,
        Severity::Critical => Some("9.5"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("2.0"),
        Severity::Info => None,
    };
    let mut more = BTreeMap::from([("precision".to_owned(), Value::from(precision))]);
    match security {
        Some(score) => more.insert("security-severity".to_owned(), score.into()),
        None => more.insert("problem.severity".to_owned(), problem(severity).into()),
    };
    let mut tags: Vec<String> = security.map(|_| "security".to_owned()).into_iter().collect();
    tags.push(meta.topic.to_owned());
    tags.extend(meta.standards.iter().map(ToString::to_string));
    let mut seen = std::collections::BTreeSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    tags.truncate(MOST_TAGS);
    PropertyBag::builder().tags(tags).additional_properties(more).build()
}

fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "recommendation",
    }
}

/// Why it matters, as one paragraph.
fn full(meta: &RuleMeta<'_>) -> String {
    let paragraph = meta.why.split("\n\n").next().unwrap_or("");
    let words: Vec<_> = paragraph.split_whitespace().collect();
    let text = if words.is_empty() { meta.summary.to_owned() } else { words.join(" ") };
    if text.chars().count() > LONGEST {
        return text.chars().take(LONGEST).chain("...".chars()).collect();
    }
    sentence(&text)
}

fn help(meta: &RuleMeta<'_>) -> MultiformatMessageString {
    let mut markdown = format!(
        "# {}\n\n## Why\n\n{}\n\n## What to do\n\n{}\n",
        sentence(meta.summary),
        meta.why.trim_end(),
        meta.fix.trim_end(),
    );
    let mut text = format!("{}\n\n{}\n", meta.why.trim_end(), meta.fix.trim_end());
    if !meta.references.is_empty() {
        markdown += "\n## References\n\n";
        text.push('\n');
        for url in meta.references {
            markdown += &format!("- <{url}>\n");
            text += &format!("{url}\n");
        }
    }
    MultiformatMessageString::builder().text(text).markdown(markdown).build()
}

/// `cors-any-origin` as `CorsAnyOrigin`.
fn pascal(id: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|it| it.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    id.split('-').map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::pascal;

    #[test]
    fn a_name_is_the_id_in_pascal_case() {
        assert_eq!(pascal("cors-any-origin"), "CorsAnyOrigin");
        assert_eq!(pascal("tls--x"), "TlsX");
    }
}
