//! The ports of a service, and where the host offers them.

use crate::{
    facts::{Piece, Port, Published, UNKNOWN, Value},
    text::Location,
    tree::{NodeId, Tree},
};

/// A range that is wider than this is cut: no rule looks at so many ports.
const MAX_RANGE: u16 = 64;

/// Those that the host offers, then those that only other services reach.
pub(super) fn ports(tree: &Tree, ports: Option<NodeId>, exposed: Option<NodeId>) -> Vec<Port> {
    let items = |list: Option<NodeId>| list.map_or(&[][..], |list| tree.items(list)).iter();
    let published = items(ports).flat_map(|id| match tree.is_map(*id) {
        true => long(tree, *id),
        false => short(tree, *id),
    });
    let exposed = items(exposed).flat_map(|id| {
        let numbers = tree.str(*id).map_or_else(Vec::new, range);
        let port = |number| Port {
            at: tree.locate(*id),
            name: None,
            container: Some(number),
            published: None,
        };
        numbers.into_iter().map(port).collect::<Vec<_>>()
    });
    published.chain(exposed).collect()
}

/// `[[address:]port:]container[/protocol]`, where each port may be a range.
fn short(tree: &Tree, id: NodeId) -> Vec<Port> {
    let Some(value) = Value::of(tree, id) else { return Vec::new() };
    let pattern = value.pattern();
    let Some((host, container)) = pattern.rsplit_once(':') else {
        return both(tree.locate(id), "", &pattern, (!is_port(&pattern, &value)).then_some(""));
    };
    let (address, port) = match host.rsplit_once(':') {
        Some((address, port)) => (Some(address), port),
        // An expansion that does not speak of a port may bring an address, too.
        None if !is_port(host, &value) => (Some(host), ""),
        None => (None, host),
    };
    both(tree.locate(id), port, container, address)
}

/// Whether a part that may hold an expansion holds nothing but a port.
fn is_port(part: &str, value: &Value) -> bool {
    let names_port = |piece: &Piece| match piece {
        Piece::Unknown(expansion) => {
            let name = expansion.variable.as_deref().unwrap_or("").to_lowercase();
            name.contains("port")
        }
        Piece::Literal(_) => false,
    };
    !part.contains(UNKNOWN) || value.pieces.iter().any(names_port)
}

fn long(tree: &Tree, id: NodeId) -> Vec<Port> {
    let text = |key| {
        let value = tree.get(id, key).and_then(|id| Value::of(tree, id));
        value.map(|it| it.pattern().into_owned()).unwrap_or_default()
    };
    let place = tree.get(id, "published").or_else(|| tree.get(id, "target")).unwrap_or(id);
    let address = tree.get(id, "host_ip").map(|_| text("host_ip"));
    both(tree.locate(place), &text("published"), &text("target"), address.as_deref())
}

/// The ports of a range with those of the host; an unknown one is none by number.
fn both(at: Location, host: &str, container: &str, address: Option<&str>) -> Vec<Port> {
    let (hosts, containers) = (range(host), range(container));
    let address = address.map(|it| match it.trim_matches(['[', ']']) {
        // Not known, and so neither every interface nor the loopback.
        "" => UNKNOWN.to_string(),
        it => it.to_owned(),
    });
    let count = containers.len().max(1);
    let port = |number: usize| {
        // A range of the host for one port lets the platform choose.
        let port = (hosts.len() == count).then(|| hosts[number]);
        let published = Some(Published { port, address: address.clone() });
        Port { at, name: None, container: containers.get(number).copied(), published }
    };
    (0..count).map(port).collect()
}

/// `80`, `80/udp` or `80-90`; empty where it is not known.
fn range(text: &str) -> Vec<u16> {
    let numbers = text.split('/').next().unwrap_or(text).trim();
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    match (first.parse::<u16>(), last.parse::<u16>()) {
        (Ok(first), Ok(last)) => (first..=last.min(first.saturating_add(MAX_RANGE))).collect(),
        _ => Vec::new(),
    }
}
