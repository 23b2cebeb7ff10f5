//! What is known of a rule without running it.

use crate::{
    Confidence, Example, Profile, Scope, Severity, bindings::tidewaiter::plugin::types::RuleInfo,
};

/// A rule of a plugin: of medium severity, for every document, until it is told otherwise.
#[derive(Clone, Debug)]
pub struct Rule {
    pub(crate) info: RuleInfo,
}

impl Rule {
    /// `id` is lower case, digits and `-`, and names the fault; `summary` is one line
    /// without a full stop.
    pub fn new(id: &str, summary: &str) -> Self {
        Self {
            info: RuleInfo {
                id: id.to_owned(),
                summary: summary.to_owned(),
                why: String::new(),
                fix: String::new(),
                severity: Severity::Medium,
                confidence: Confidence::High,
                profile: Profile::Default,
                scope: Scope::Document,
                kinds: Vec::new(),
                needles: Vec::new(),
                standards: Vec::new(),
                references: Vec::new(),
                examples: Vec::new(),
            },
        }
    }

    /// Why it matters in a deployment, in Markdown.
    pub fn why(mut self, why: &str) -> Self {
        self.info.why = why.to_owned();
        self
    }

    /// What to do, to the reader, in Markdown.
    pub fn fix(mut self, fix: &str) -> Self {
        self.info.fix = fix.to_owned();
        self
    }

    pub fn severity(mut self, severity: Severity) -> Self {
        self.info.severity = severity;
        self
    }

    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.info.confidence = confidence;
        self
    }

    pub fn profile(mut self, profile: Profile) -> Self {
        self.info.profile = profile;
        self
    }

    /// Whether it looks at documents or at programs.
    pub fn scope(mut self, scope: Scope) -> Self {
        self.info.scope = scope;
        self
    }

    /// The kinds of documents that it is asked about; all, if none is said.
    pub fn kinds<'a>(mut self, kinds: impl IntoIterator<Item = &'a str>) -> Self {
        self.info.kinds = owned(kinds);
        self
    }

    /// Texts of which a document must hold one for the rule to be asked about it.
    pub fn needles<'a>(mut self, needles: impl IntoIterator<Item = &'a str>) -> Self {
        self.info.needles = owned(needles);
        self
    }

    /// Entries of catalogues, such as `CWE-295`.
    pub fn standards<'a>(mut self, standards: impl IntoIterator<Item = &'a str>) -> Self {
        self.info.standards = owned(standards);
        self
    }

    /// Addresses of what the claim rests on.
    pub fn references<'a>(mut self, references: impl IntoIterator<Item = &'a str>) -> Self {
        self.info.references = owned(references);
        self
    }

    /// At least one that fails and one that passes; `tidewaiter test` runs them.
    pub fn example(mut self, example: Example) -> Self {
        self.info.examples.push(example);
        self
    }

    /// An example that it must find fault with.
    pub fn fails(self, text: &str) -> Self {
        self.example(Example::Fails(text.to_owned()))
    }

    /// An example that it must be silent about.
    pub fn passes(self, text: &str) -> Self {
        self.example(Example::Passes(text.to_owned()))
    }
}

fn owned<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}
