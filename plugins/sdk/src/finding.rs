//! What a rule finds, and where.

use crate::{
    Confidence, Mark, Node, Severity,
    bindings::tidewaiter::plugin::types::{self, Edit, Fix, Related, Span},
};

/// Where a finding stands, or an edit is made.
#[derive(Clone, Debug)]
pub struct Place(pub(crate) types::Place);

impl From<&Node> for Place {
    /// A value; a list or map is shown by its key.
    fn from(node: &Node) -> Self {
        Self(types::Place::Node(node.id()))
    }
}

impl From<Mark> for Place {
    fn from(mark: Mark) -> Self {
        Self(types::Place::Mark(mark.0))
    }
}

impl Place {
    /// The key that a node is the value of.
    pub fn key(node: &Node) -> Self {
        Self(types::Place::Key(node.id()))
    }

    /// Bytes of the document's text, for documents without nodes.
    pub fn range(range: std::ops::Range<usize>) -> Self {
        Self(types::Place::Range(Span { start: range.start as u32, end: range.end as u32 }))
    }
}

/// Something wrong, and where.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Lower case, no full stop, without the value of a secret.
    pub message: String,
    pub at: Place,
    severity: Option<Severity>,
    confidence: Option<Confidence>,
    help: Option<String>,
    fix: Option<Fix>,
    related: Vec<Related>,
}

impl Finding {
    pub fn at(at: impl Into<Place>, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            at: at.into(),
            severity: None,
            confidence: None,
            help: None,
            fix: None,
            related: Vec::new(),
        }
    }

    /// Instead of the rule's own.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Instead of the rule's own.
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = Some(confidence);
        self
    }

    /// What to do here, where that is more than the rule's own advice.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Another place that makes this one wrong.
    pub fn related(mut self, at: impl Into<Place>, note: impl Into<String>) -> Self {
        let related = Related { document: None, at: at.into().0, note: note.into() };
        self.related.push(related);
        self
    }

    /// What mends it and cannot change the meaning of a correct deployment.
    pub fn fix(
        mut self,
        title: impl Into<String>,
        edits: impl IntoIterator<Item = (Place, String)>,
    ) -> Self {
        let edits = edits.into_iter().map(|(at, replacement)| Edit { at: at.0, replacement });
        self.fix = Some(Fix { title: title.into(), safe: true, edits: edits.collect() });
        self
    }

    fn of(self, rule: &str) -> types::Finding {
        types::Finding {
            rule: rule.to_owned(),
            message: self.message,
            at: self.at.0,
            severity: self.severity,
            confidence: self.confidence,
            help: self.help,
            fix: self.fix,
            related: self.related,
        }
    }
}

/// Where a rule puts what it finds.
#[derive(Debug)]
pub struct Findings {
    rule: String,
    found: Vec<Finding>,
}

impl Findings {
    pub(crate) fn new(rule: &str) -> Self {
        Self { rule: rule.to_owned(), found: Vec::new() }
    }

    pub fn report(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    /// Says that nothing is reported here, as something is not known.
    pub fn silenced(&mut self, at: impl Into<Place>, by: &str) {
        let at = at.into();
        #[cfg(target_family = "wasm")]
        crate::bindings::tidewaiter::plugin::host::silenced(&self.rule, at.0, by);
        #[cfg(not(target_family = "wasm"))]
        let _ = (at, by, &self.rule);
    }

    pub(crate) fn into_found(self) -> Vec<Finding> {
        self.found
    }

    pub(crate) fn into_types(self) -> Vec<types::Finding> {
        let Self { rule, found } = self;
        found.into_iter().map(|it| it.of(&rule)).collect()
    }
}
