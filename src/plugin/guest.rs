//! A plugin that is ready to be asked, and one call of it.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use wasmtime::{Store, Trap};

use super::{
    Fault,
    bindings::{Guest as Exports, PluginPre},
    neutral,
    runtime::TICK,
    state::{State, Subject},
};
use crate::config::{Date, Limit, Limits};

/// One that took too long so many times is asked no more: a tree of a thousand files
/// is not to take a thousand times its limit.
const MOST_TIMEOUTS: u32 = 5;

/// What a guest says that it failed by is shown up to here.
const LONGEST_REASON: usize = 400;

/// A plugin that is ready to be asked.
pub struct Guest {
    pub pre: PluginPre<State>,
    pub limits: Arc<Limits>,
    pub today: Date,
    /// As JSON.
    pub options: String,
    timeouts: AtomicU32,
}

/// A guest in the middle of a call.
pub type Running<'a> = (&'a Exports, &'a mut Store<State>);

impl Guest {
    pub fn new(pre: PluginPre<State>, limits: Limits, today: Date, options: String) -> Self {
        Self { pre, limits: Arc::new(limits), today, options, timeouts: AtomicU32::new(0) }
    }

    /// Makes the guest anew, lets it do one thing and drops it. Returns what it said and
    /// what it was given.
    pub fn call<T>(
        &self,
        subject: Subject,
        ask: impl FnOnce(Running<'_>) -> Result<T, Failure>,
    ) -> Result<(T, State), Fault> {
        if self.timeouts.load(Ordering::Relaxed) >= MOST_TIMEOUTS {
            return Err(Fault::TooOften(MOST_TIMEOUTS));
        }
        let result = self.run(subject, ask);
        if matches!(result, Err(Fault::Over(Limit::Time, _))) {
            self.timeouts.fetch_add(1, Ordering::Relaxed);
        }
        result
    }

    fn run<T>(
        &self,
        subject: Subject,
        ask: impl FnOnce(Running<'_>) -> Result<T, Failure>,
    ) -> Result<(T, State), Fault> {
        let limit = |limit| self.limits.get(limit);
        let state = State::new(self.limits.clone(), self.today, subject);
        let mut store = Store::new(self.pre.engine(), state);
        store.limiter(|state| state);
        store.set_hostcall_fuel(limit(Limit::Data) as usize);
        store.set_max_component_handles(limit(Limit::Handles) as usize);
        // The tick that is under way counts for less than one.
        store.set_epoch_deadline(limit(Limit::Time).div_ceil(TICK) + 1);
        let plugin = self.pre.instantiate(&mut store).map_err(|error| self.fault(&error))?;
        let asked = ask((plugin.tidewaiter_plugin_rules(), &mut store));
        let said = asked.map_err(|failure| match failure {
            Failure::Run(error) => self.fault(&error),
            Failure::Said(fault) => fault,
        })?;
        Ok((said, store.into_data()))
    }

    /// What ended a call.
    fn fault(&self, error: &wasmtime::Error) -> Fault {
        let over = |limit| Fault::Over(limit, self.limits.get(limit));
        if let Some(fault) = error.downcast_ref::<Fault>() {
            return fault.clone();
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::Interrupt) => return over(Limit::Time),
            Some(trap) => return Fault::Broken(trap.to_string()),
            None => {}
        }
        let root = error.root_cause().to_string();
        match () {
            () if root.contains("fuel allocated for hostcalls") => over(Limit::Data),
            () if root.contains("handle limit exceeded") => over(Limit::Handles),
            () if root.contains("resource limit exceeded") => over(Limit::Instances),
            () => Fault::Broken(reason(&root)),
        }
    }
}

/// Why a call gave no answer.
pub enum Failure {
    /// It was ended.
    Run(wasmtime::Error),
    /// It says so itself.
    Said(Fault),
}

impl From<wasmtime::Error> for Failure {
    fn from(error: wasmtime::Error) -> Self {
        Self::Run(error)
    }
}

/// A reason as a guest gives it, such that it can be shown.
pub fn reason(text: &str) -> String {
    let mut shown = neutral::line(&text[..text.floor_char_boundary(LONGEST_REASON)]);
    if text.len() > LONGEST_REASON {
        shown += "...";
    }
    shown
}
