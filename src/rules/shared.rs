//! What rules of several topics ask of settings, and how they report on them.

use crate::{
    facts::{Certainty, Context, Setting, Value},
    program::{Effective, Linked, Program},
    rule::{Finding, Findings, Severity},
    text::Location,
};

/// A setting of a program, as a rule looks at it.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub program: &'a Program,
    pub linked: &'a Linked,
    pub effective: &'a Effective,
}

/// The settings of a program, each with what a report on it needs.
pub fn told<'a>(program: &'a Program, linked: &'a Linked) -> impl Iterator<Item = Told<'a>> {
    program.settings.iter().map(move |effective| Told { program, linked, effective })
}

impl<'a> Told<'a> {
    pub fn setting(&self) -> &'a Setting {
        &self.effective.setting
    }

    pub fn value(&self) -> &'a Value {
        &self.effective.setting.value
    }

    /// The settings beside it, without itself.
    pub fn siblings(&self) -> impl Iterator<Item = &'a Setting> {
        let own = self.value().at;
        self.program.settings.iter().map(|it| &it.setting).filter(move |it| it.value.at != own)
    }

    /// Reports a value, weighed by where it is meant to run. The message names no
    /// program, so that a value which several receive is one finding.
    pub fn report<'f>(
        &self,
        findings: &'f mut Findings<'_>,
        at: Location,
        message: &str,
        severity: Severity,
    ) -> &'f mut Finding {
        // The values of a chart are what holds where nobody says otherwise.
        let path = self.linked.path(at.file);
        let is_chart = path == "values.yaml" || path.ends_with("/values.yaml");
        let is_default = is_chart || self.program.is_documentation(self.linked);
        let message = if is_default { format!("{message} by default") } else { message.to_owned() };
        let severity = if is_default { severity.lowered() } else { severity };
        let finding = findings.report(at, message);
        finding.severity(weighed(severity, self.program.context)).given(&self.value().certainty);
        if let Some((workload, _)) = self.program.container(self.linked) {
            finding.resource(&workload.title());
        }
        if self.linked.path(at.file).contains("templates/") {
            finding.given(&Certainty::Assumed("what the template depends on".to_owned()));
        }
        let by = self.effective.origins.first().and_then(|it| it.by);
        if let (Some(name), Some(by)) = (&self.program.name, by) {
            finding.related(by, format!("`{name}` receives it here"));
        }
        finding
    }
}

/// What a fault weighs where nobody depends on it: one step less in development,
/// two in an example.
pub fn weighed(severity: Severity, context: Context) -> Severity {
    match context {
        Context::Development => severity.lowered(),
        Context::Example => severity.lowered().lowered(),
        Context::Unstated | Context::Staging | Context::Production => severity,
    }
}

/// What a program would take a value for that says yes or no.
pub fn truth(value: &Value) -> Option<bool> {
    match value.text()?.trim().to_lowercase().as_str() {
        "true" | "1" | "yes" | "on" | "enabled" | "enable" => Some(true),
        "false" | "0" | "no" | "off" | "disabled" | "disable" | "none" => Some(false),
        _ => None,
    }
}

/// Whether a name ends with any of some phrases.
pub fn ends_with_any(setting: &Setting, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| setting.ends_with_words(phrase))
}

/// Whether a name has any of some words.
pub fn has_any_word(setting: &Setting, words: &[&str]) -> bool {
    setting.words().any(|it| words.contains(&it))
}
