//! From a place as a guest names it to one in a file.

use super::{
    Fault,
    bindings::types::{Place, Span as Range},
    state::{State, Subject},
};
use crate::text::{Location, Span};

/// Where a place is. One that is none is a fault of the guest.
pub fn locate(state: &State, place: &Place) -> Result<Location, Fault> {
    match place {
        Place::Node(id) => state.nodes(*id).map(|(nodes, index)| nodes.place(nodes.id(index))),
        Place::Key(id) => state.nodes(*id).map(|(nodes, index)| nodes.name(nodes.id(index))),
        Place::Range(range) => in_text(state, range),
        Place::Mark(mark) => {
            let at = state.marks.get(*mark as usize).copied();
            at.ok_or_else(|| Fault::Answer(format!("{mark} is the number of no place")))
        }
    }
}

/// Where an edit is made: at all of a value, be it a list or map.
pub fn locate_edit(state: &State, place: &Place) -> Result<Location, Fault> {
    let Place::Node(id) = place else { return locate(state, place) };
    let (nodes, index) = state.nodes(*id)?;
    Ok(nodes.tree.locate(nodes.id(index)))
}

fn in_text(state: &State, range: &Range) -> Result<Location, Fault> {
    let Range { start, end } = *range;
    let Subject::Document(document) = &state.subject else {
        return Err(Fault::Answer("a range is of a document, and this is a program".to_owned()));
    };
    let text = document.text.as_str();
    if text.get(start as usize..end as usize).is_none() {
        let length = text.len();
        let what =
            format!("{start}..{end} are no whole characters of a document of {length} bytes");
        return Err(Fault::Answer(what));
    }
    Ok(document.text.locate(Span { start, end }))
}
