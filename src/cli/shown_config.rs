//! `check --show-config`: what holds, and where it is said.

use super::{args::Check, check::fail_on, fault, print, settings::Settings};
use crate::{
    config::{Given, Level},
    engine::{MAX_SIZE, RuleSet, Wishes},
    report::printable,
    rule::Profile,
    text::Location,
};

pub fn show(
    args: &Check,
    settings: &Settings,
    wishes: &Wishes,
    rules: &RuleSet<'_>,
) -> anyhow::Result<u8> {
    print(text(args, settings, wishes, rules).as_bytes())?;
    Ok(0)
}

fn text(args: &Check, settings: &Settings, wishes: &Wishes, rules: &RuleSet<'_>) -> String {
    let config = &settings.config;
    let place = |at: Location| place(settings, at);
    let mut rows = vec![
        (
            format!("profile: {}", name(wishes.profile)),
            origin(args.selection.profile.map(|_| "--profile"), config.profile.as_ref(), place),
        ),
        (
            format!("fail-on: {}", fail_on(args, settings).name()),
            origin(args.judgement.fail_on.map(|_| "--fail-on"), config.fail_on.as_ref(), place),
        ),
    ];
    let size = args.inputs.max_size.or(config.max_size.as_ref().map(|it| it.it));
    rows.push((
        format!("max-size: {}", size.unwrap_or(MAX_SIZE)),
        origin(args.inputs.max_size.map(|_| "--max-size"), config.max_size.as_ref(), place),
    ));
    let said = |flag: &str, list: &[String]| {
        let row = |it: &String| (format!("{flag}: {it}"), format!("--{flag}"));
        list.iter().map(row).collect::<Vec<_>>()
    };
    rows.extend(said("select", &args.selection.select));
    if let Some(select) = config.select.as_ref().filter(|_| args.selection.select.is_empty()) {
        rows.extend(select.it.iter().map(|it| (format!("select: {it}"), place(select.at))));
    }
    rows.extend(said("ignore", &args.selection.ignore));
    rows.extend(config.ignore.iter().map(|it| (format!("ignore: {}", it.it), place(it.at))));
    let exclude = config.exclude.iter();
    rows.extend(exclude.map(|it| (format!("exclude: {}", it.it.written()), place(it.at))));
    for (id, entry) in &config.rules {
        let Some(level) = &entry.level else { continue };
        let said = match level.it {
            Level::Off => "off",
            Level::At(severity) => severity.name(),
        };
        rows.push((format!("rules: {id}: {said}"), place(level.at)));
    }
    let exceptions = settings.exceptions.iter();
    rows.extend(
        exceptions.map(|it| (format!("exception: {}: {}", it.rule, it.reason), place(it.at))),
    );
    let width = rows.iter().map(|it| it.0.chars().count()).max().unwrap_or(0);
    let mut text = format!("# root: {}\n", settings.root.display());
    for (row, origin) in rows {
        let row = printable(&fault::unsecret(&row));
        text += &format!("{row}{}  # {origin}\n", " ".repeat(width - row.chars().count()));
    }
    text + &format!("# {} rules run\n", rules.all().len())
}

fn origin<T>(
    flag: Option<&str>,
    given: Option<&Given<T>>,
    place: impl Fn(Location) -> String,
) -> String {
    match (flag, given) {
        (Some(flag), _) => flag.to_owned(),
        (None, Some(given)) => place(given.at),
        (None, None) => "default".to_owned(),
    }
}

fn place(settings: &Settings, at: Location) -> String {
    settings.loaded.as_ref().map_or_else(String::new, |it| fault::place(at, &it.sources))
}

fn name(profile: Profile) -> &'static str {
    match profile {
        Profile::Default => "default",
        Profile::Pedantic => "pedantic",
        Profile::All => "all",
    }
}
