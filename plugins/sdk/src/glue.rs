//! Between what a plugin is written as and what the host calls.

use std::{any::Any, cell::RefCell, marker::PhantomData};

use crate::{
    Document, Finding, Findings, Program, Rule,
    bindings::tidewaiter::plugin::{host, types},
};

/// A plugin: some rules, and how they look at things.
pub trait Plugin: Sized + 'static {
    /// Lower case, digits and `-`: stands before the ids of its rules.
    const NAME: &'static str;
    const VERSION: &'static str;

    fn rules() -> Vec<Rule>;

    /// With the options of the user's configuration, as JSON. The error is shown to the
    /// user.
    fn new(options: &str) -> Result<Self, String>;

    /// Looks at a document, for a rule of document scope.
    fn check_document(&self, _rule: &str, _document: &Document, _findings: &mut Findings) {}

    /// Looks at a program, for a rule of program scope.
    fn check_program(&self, _rule: &str, _program: &Program, _findings: &mut Findings) {}
}

/// What a rule finds in a document, without a host: for tests of a plugin.
pub fn check<P: Plugin>(
    options: &str,
    rule: &str,
    document: &Document,
) -> Result<Vec<Finding>, String> {
    let mut findings = Findings::new(rule);
    P::new(options)?.check_document(rule, document, &mut findings);
    Ok(findings.into_found())
}

thread_local! {
    /// What `configure` made. There is one thread, and one call after it.
    static PLUGIN: RefCell<Option<Box<dyn Any>>> = const { RefCell::new(None) };
}

pub struct Glue<P>(PhantomData<P>);

impl<P: Plugin> Glue<P> {
    pub fn info() -> types::PluginInfo {
        types::PluginInfo {
            name: P::NAME.to_owned(),
            version: P::VERSION.to_owned(),
            rules: P::rules().into_iter().map(|it| it.info).collect(),
        }
    }

    pub fn configure(options: &str) -> Result<(), String> {
        let plugin = P::new(options)?;
        PLUGIN.with_borrow_mut(|it| *it = Some(Box::new(plugin)));
        Ok(())
    }

    pub fn check_document(
        rules: &[String],
        of: &host::Document,
    ) -> Result<Vec<types::Finding>, String> {
        let document = Document::of_host(of);
        Self::check(rules, |it, rule, findings| it.check_document(rule, &document, findings))
    }

    pub fn check_program(
        rules: &[String],
        of: &host::Program,
    ) -> Result<Vec<types::Finding>, String> {
        let program = Program::of_host(of);
        Self::check(rules, |it, rule, findings| it.check_program(rule, &program, findings))
    }

    fn check(
        rules: &[String],
        ask: impl Fn(&P, &str, &mut Findings),
    ) -> Result<Vec<types::Finding>, String> {
        PLUGIN.with_borrow(|it| {
            let plugin = it.as_ref().and_then(|it| it.downcast_ref::<P>());
            let plugin = plugin.ok_or("it was not configured")?;
            let found = rules.iter().flat_map(|rule| {
                let mut findings = Findings::new(rule);
                ask(plugin, rule, &mut findings);
                findings.into_types()
            });
            Ok(found.collect())
        })
    }
}
