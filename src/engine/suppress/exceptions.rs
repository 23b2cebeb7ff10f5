//! Exceptions of the configuration.

use super::{UNUSED, all_was_said, means, report};
use crate::{
    config::Exception,
    engine::{Files, RuleSet, RunOptions, Silenced, SilencedBy, Trust, options::Coverage},
    rule::Finding,
    text::{FileId, Location},
};

/// Takes out the findings that exceptions silence, and adds those about exceptions.
pub(in crate::engine) fn except(
    files: &Files,
    findings: &mut Vec<Finding>,
    rules: &RuleSet<'_>,
    options: &RunOptions<'_>,
) -> Vec<Silenced> {
    let mut used = vec![false; options.exceptions.len()];
    let mut silenced = Vec::new();
    findings.retain(|finding| {
        let path = options.root.join(&files.entries()[finding.at.file.0 as usize].path);
        let by = options.exceptions.iter().position(|it| {
            let holds = it.until.is_none_or(|until| options.today <= until);
            let here = it.paths.is_empty() || it.paths.iter().any(|glob| glob.matches(&path));
            holds && here && means(&it.rule, &finding.rule, rules) && is_about(it, finding)
        });
        let Some(by) = by else { return true };
        used[by] = true;
        let reason = Some(options.exceptions[by].reason.clone());
        let by = SilencedBy::Configuration(by);
        silenced.push(Silenced { finding: finding.clone(), by, reason });
        options.trust == Trust::Audit
    });
    for (index, it) in options.exceptions.iter().enumerate().filter(|it| !used[it.0]) {
        judge(index, it, files, rules, options, findings);
    }
    silenced
}

fn is_about(exception: &Exception, finding: &Finding) -> bool {
    let Some(glob) = &exception.resource else { return true };
    finding.resource.as_deref().is_some_and(|it| glob.is_match(it))
}

/// What is wrong with an exception that silenced nothing, where it stands in a file
/// of the run: one that many repositories share cannot be of use in each.
fn judge(
    index: usize,
    it: &Exception,
    files: &Files,
    rules: &RuleSet<'_>,
    options: &RunOptions<'_>,
    into: &mut Vec<Finding>,
) {
    let path = options.exception_paths.get(it.at.file.0 as usize);
    let Some(file) = path.and_then(|path| files.find(path)) else { return };
    let at = Location { file, span: it.at.span };
    let expired = it.until.filter(|until| *until < options.today);
    if let Some(until) = expired {
        let message = format!("this held until {until} and silences no more");
        report(super::EXPIRED, at, message, rules, into);
    } else if options.coverage == Coverage::Whole && all_was_said(&it.rule, rules, options.coverage)
    {
        let message = format!("exception {} silences nothing", index + 1);
        report(UNUSED, at, message, rules, into);
    }
}

impl Files {
    /// The file of a path, as reports name it.
    fn find(&self, path: &str) -> Option<FileId> {
        let found = self.entries().binary_search_by(|it| it.path.as_str().cmp(path));
        found.ok().map(|index| FileId(index as u32))
    }
}
