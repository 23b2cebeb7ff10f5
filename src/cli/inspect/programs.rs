//! Programs: effective settings, and the chain of places that gave each.

use super::{
    Shown,
    documents::{at, short},
    printable,
};
use crate::{
    cli::fault::unsecret,
    facts::{Certainty, Piece, Value},
    program::{Linked, Program},
};

pub fn show(linked: &Linked, shown: &Shown<'_>) -> String {
    let programs = linked.subjects().iter().map(|it| linked.program(*it));
    programs.map(|it| program(&it, shown)).collect()
}

fn program(program: &Program, shown: &Shown<'_>) -> String {
    let name = program.name.as_deref().unwrap_or("settings that no program of the tree reads");
    let (place, context) = (at(program.at, shown), program.context.name());
    let mut out = format!("\n{}  {place}  (context: {context})\n", printable(&unsecret(name)));
    for it in &program.settings {
        let setting = &it.setting;
        let name = printable(&unsecret(&setting.delivered.it));
        let sure = certainty(&setting.value.certainty);
        out += &format!("  {name} = {}{sure}\n", short(&value(&setting.value, shown)));
        for (rank, origin) in it.origins.iter().enumerate() {
            let beaten = if rank == 0 { "" } else { ", beaten" };
            let by = origin.by.map_or_else(String::new, |by| format!(" by {}", at(by, shown)));
            out += &format!("    {}{by}{beaten}\n", at(origin.value, shown));
        }
    }
    out
}

pub fn value(value: &Value, shown: &Shown<'_>) -> String {
    let pieces = value.pieces.iter().map(|piece| match piece {
        Piece::Literal(it) => shown.mask.show(it.at, &it.it).to_owned(),
        Piece::Unknown(it) => {
            format!("${{{}}}", it.variable.as_deref().unwrap_or("..."))
        }
    });
    pieces.collect()
}

fn certainty(certainty: &Certainty) -> String {
    match certainty {
        Certainty::Known => String::new(),
        Certainty::Supposed(what) => format!("  (supposing that {})", printable(what)),
        Certainty::Assumed(layer) => format!("  (unless {} changes it)", printable(layer)),
        Certainty::Unknown(layer) => format!("  (not known: {})", printable(layer)),
    }
}
