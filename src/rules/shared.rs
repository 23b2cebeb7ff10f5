//! What rules of several topics ask of settings, and how they report on them.

use crate::{
    facts::{Certainty, Context, Setting, SettingForm, Value},
    program::{Effective, Linked, Presumed, Program},
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

/// The settings of a program, and what its command line tells it, each with what a report
/// on it needs.
pub fn told<'a>(program: &'a Program, linked: &'a Linked) -> impl Iterator<Item = Told<'a>> {
    let all = program.settings.iter().chain(&program.flags);
    all.map(move |effective| Told { program, linked, effective })
}

/// What a program is supposed to be told beside its environment.
pub fn presumed<'a>(
    program: &'a Program,
    linked: &'a Linked,
) -> impl Iterator<Item = (Told<'a>, SettingForm)> {
    let each =
        move |it: &'a Presumed| (Told { program, linked, effective: &it.effective }, it.form);
    program.presumed.iter().map(each)
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

    /// Says what is not known of the value, if anything is.
    pub fn note_unknown(&self, findings: &mut Findings<'_>, what: &str) {
        if self.value().is_partly_unknown() {
            findings.silenced(self.value().at, what);
        }
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
        } else if let (Some(name), Certainty::Supposed(_)) =
            (&self.program.name, &self.value().certainty)
        {
            finding.related(self.program.at, format!("`{name}` receives it"));
        }
        finding
    }

    /// Reports what a program knows by itself, at the place that documents it. Says it
    /// as the table's own finding does, so that both are one.
    pub fn report_default<'f>(
        &self,
        findings: &'f mut Findings<'_>,
        message: &str,
        severity: Severity,
    ) -> &'f mut Finding {
        let finding = findings.report(self.value().at, format!("{message} by default"));
        finding.severity(weighed(severity, self.program.context)).given(&self.value().certainty);
        if let Some(name) = &self.program.name {
            let note = format!("`{name}` receives it here, as nothing overrides it");
            finding.related(self.program.at, note);
        }
        finding
    }
}

/// Whether it leads to another server of the same cluster, as those of NATS do: rules
/// of their own look at these.
pub fn is_route(told: &Told) -> bool {
    told.setting().delivered.it == "cluster.routes"
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
    const YES: &[&str] = &["true", "1", "yes", "on", "enabled", "enable"];
    const NO: &[&str] = &["false", "0", "no", "off", "disabled", "disable", "none"];
    let text = value.known()?;
    let word = text.trim();
    let is_any = |of: &[&str]| of.iter().any(|it| word.eq_ignore_ascii_case(it));
    match () {
        () if is_any(YES) => Some(true),
        () if is_any(NO) => Some(false),
        () => None,
    }
}

/// Whether a name has any of some words.
pub fn has_any_word(setting: &Setting, words: &[&str]) -> bool {
    words.iter().any(|word| setting.has_word(word))
}
