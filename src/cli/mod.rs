//! The command line: from arguments to an exit code.
//!
//! What a machine reads goes to standard output and nothing else does; what is said
//! to people goes to standard error. Exit codes are the same in every format.

mod args;
mod catalogue;
mod check;
mod expect;
mod fault;
mod init;
mod inputs;
mod inspect;
mod mask;
mod new;
mod output;
mod packs;
mod path;
mod plugin;
mod plugins;
mod settings;
mod shown_config;
mod terminal;
mod test;

use std::{ffi::OsString, io::Write};

use clap::{CommandFactory, Parser};

use crate::{
    engine::{self, Trust},
    policy::{self, Policy},
    report::no_commands,
    rule::Rule,
};
use args::{Cli, Command, Inputs, New, Selection};
use plugins::Loaded;

/// Usage, configuration, plugins, files: something other than what is checked is wrong.
const FAILED: u8 = 2;

/// Runs the command that arguments say, and returns the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody is left to tell that printing failed.
            let _ = error.print();
            return error.exit_code() as u8;
        }
    };
    command(cli.command).unwrap_or_else(|error| {
        let said = fault::unsecret(&format!("error: {error:#}"));
        terminal::say(format_args!("{}", no_commands(&said)));
        FAILED
    })
}

fn command(command: Command) -> anyhow::Result<u8> {
    let policies = policy::shipped()?;
    let shipped = all(&policies);
    let packs = match &command {
        Command::Check(args) => {
            let trust = if args.selection.audit { Trust::Audit } else { Trust::Heed };
            packs::load(&args.inputs, trust, &shipped)?
        }
        Command::Inspect(args) => packs::load(&args.inputs, Trust::Heed, &shipped)?,
        _ => packs::load(&Inputs::default(), Trust::Heed, &shipped)?,
    };
    let rules = packs.with(&shipped);
    match command {
        Command::Check(args) => check::check(&args, &rules),
        Command::Explain { rule } => {
            let plugins = of_tree(&rules)?;
            catalogue::explain(&rule, &plugins.with(&rules))
        }
        Command::Rules(args) => {
            let plugins = of_tree(&rules)?;
            catalogue::list(&args, &plugins.with(&rules), &packs)
        }
        Command::Test(args) => test::test(&args, &rules),
        Command::New(New::Rule { id, folder }) => new::rule(&id, &folder),
        Command::Plugin(command) => plugin::plugin(&command, &rules),
        Command::Init(args) => init::init(&args, &rules),
        Command::Inspect(args) => inspect::inspect(&args, &rules),
    }
}

/// The plugins of the tree that this is run in.
fn of_tree(rules: &[&dyn Rule]) -> anyhow::Result<Loaded> {
    let today = settings::today(&Selection::default());
    let plugins = plugins::load(&Inputs::default(), Trust::Heed, today, rules)?;
    plugins.complain();
    Ok(plugins)
}

fn all(policies: &[Policy]) -> Vec<&dyn Rule> {
    let mut rules = engine::shipped(policies);
    rules.sort_by(|a, b| a.head().id.cmp(b.head().id));
    rules
}

/// The command line as its own help says it, for its page.
pub fn reference() -> clap::Command {
    Cli::command()
}

/// Writes to standard output. A reader that went away wants no more, and is no error.
fn print(text: &[u8]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
