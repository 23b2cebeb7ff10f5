//! What a container may take of its node, and what is set aside for it.
//!
//! Knows the defaults that a namespace gives. Refuses to know how much is enough.

use crate::{
    facts::{Container, Located, Quantity, Resources, Role, Stated, Workload},
    program::{Linked, Program},
    rule::Findings,
    rules::pods::{is_same, system},
};

/// An amount that a container should state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    MemoryLimit,
    CpuLimit,
    MemoryRequest,
    CpuRequest,
}

impl Amount {
    fn message(self) -> &'static str {
        match self {
            Self::MemoryLimit => "no memory limit",
            Self::CpuLimit => "no CPU limit",
            Self::MemoryRequest => "no memory request",
            Self::CpuRequest => "no CPU request",
        }
    }

    fn is_request(self) -> bool {
        matches!(self, Self::MemoryRequest | Self::CpuRequest)
    }

    fn of(self, resources: &Resources) -> &Stated<Quantity> {
        match self {
            Self::MemoryLimit | Self::MemoryRequest => &resources.memory,
            Self::CpuLimit | Self::CpuRequest => &resources.cpu,
        }
    }
}

/// Reports a container that does not state an amount, and to which nothing else gives it.
pub fn lacks(amount: Amount, program: &Program, linked: &Linked, findings: &mut Findings) {
    let Some((workload, container)) = program.container(linked) else { return };
    if !is_whole(workload, container) || amount.is_request() && !workload.kind.is_workload() {
        return;
    }
    // A container with a limit requests as much, unless it says otherwise.
    let limit = amount.of(&container.limits);
    let stated = match amount.is_request() {
        true => amount.of(&container.requests).or(limit),
        false => limit,
    };
    match stated {
        Stated::Known(_) => {}
        Stated::Unknown(at) => findings.silenced(*at, "the amount"),
        Stated::Absent if is_given(amount, workload, linked) => {}
        Stated::Absent => {
            let finding = findings.report(container.name.at, amount.message());
            finding.resource(&workload.title());
        }
    }
}

/// Whether it is known to be all that is said of a container that does its work. What a
/// file takes over from another is judged there.
fn is_whole(workload: &Workload, container: &Container) -> bool {
    let file = container.name.at.file;
    let is_own = container.image.located().is_none_or(|Located { at, .. }| at.file == file);
    let runs = !container.image.is_absent() || container.build.is_some();
    runs && is_own && !workload.is_fragment && container.role != Role::Ephemeral
}

/// Whether the namespace gives the amount to whoever does not state it.
fn is_given(amount: Amount, workload: &Workload, linked: &Linked) -> bool {
    workload.kind.is_workload()
        && linked.facts().limit_ranges.iter().any(|it| {
            let own = match amount.is_request() {
                true => amount.of(&it.requests).or(amount.of(&it.limits)),
                false => amount.of(&it.limits),
            };
            let near = system(linked, it.at.file) == system(linked, workload.name.at.file);
            let is_named = it.namespace.is_some() && it.namespace == workload.namespace;
            let same = is_same(it.namespace.as_deref(), workload.namespace.as_deref());
            !own.is_absent() && (is_named || near && same)
        })
}
