//! What can be said on the command line.

use std::{path::PathBuf, str::FromStr};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    config::{self, Date},
    report::OutputFormat,
    rule::{Profile, Severity},
};

/// Reviews everything a deployment is made of, before it is landed.
#[derive(Debug, Parser)]
#[command(name = "tidewaiter", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Checks files and folders
    Check(Box<Check>),
    /// Explains a rule: why it matters, what to do, examples
    Explain {
        /// The rule's id; a topic lists its rules
        rule: String,
    },
    /// Lists the rules
    Rules(Rules),
    /// Runs the examples of rules: in YAML, of packs and of plugins
    Test(Test),
    /// Writes the file of a new rule
    #[command(subcommand)]
    New(New),
    /// Writes a tidewaiter.yaml to start from
    Init(Init),
    /// Looks at plugins, trusts them, and starts new ones
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Shows what is read: documents, settings and where they come from, and what rules said nothing about
    Inspect(Inspect),
}

#[derive(Debug, Subcommand)]
pub enum PluginCommand {
    /// Writes a plugin into the configuration, pinned by its digest
    Add {
        /// Its file: a component, or a module that can become one
        path: PathBuf,
    },
    /// Shows a plugin: its rules, imports, size, digest and limits
    Inspect {
        /// Its file
        path: PathBuf,
        #[command(flatten)]
        args: PluginArgs,
    },
    /// Makes a folder with a plugin to start from
    New {
        /// Its name, and that of the folder: lower case, digits and `-`
        name: String,
        /// The language that it is written in
        #[arg(long, value_enum, default_value_t)]
        lang: Lang,
    },
}

/// A language that plugins are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    #[default]
    Rust,
    C,
    Js,
    Python,
}

#[derive(Debug, Args)]
pub struct Init {
    /// Prints the JSON Schema of a configuration for editors, and writes nothing
    #[arg(long)]
    pub schema: bool,
}

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub selection: Selection,
    #[command(flatten)]
    pub outputs: Outputs,
    #[command(flatten)]
    pub judgement: Judgement,
    /// Shows what holds and where it is said, and checks nothing
    #[arg(long)]
    pub show_config: bool,
    /// Says whether a file would be checked, and why, and checks nothing
    #[arg(long, value_name = "FILE")]
    pub explain_path: Option<PathBuf>,
    /// How many threads work; as many as there are processors if it is not said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// What is read.
#[derive(Debug, Default, Args)]
pub struct Inputs {
    /// Files and folders; `-` reads standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// How the text of standard input is called
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<String>,
    /// The configuration, instead of the tidewaiter.yaml of the tree
    #[arg(long, value_name = "FILE", env = "TIDEWAITER_CONFIG")]
    pub config: Option<PathBuf>,
    /// Reads no configuration
    #[arg(long)]
    pub isolated: bool,
    /// Looks for secrets also in what files were at commits: all that lead to HEAD, or those
    /// of a range such as `main..HEAD`
    #[arg(long, value_name = "RANGE", num_args = 0..=1, require_equals = true, default_missing_value = "HEAD")]
    pub history: Option<String>,
    /// Reads also what .gitignore leaves out
    #[arg(long)]
    pub no_ignore: bool,
    /// Leaves out what the configuration excludes also where it is named
    #[arg(long)]
    pub force_exclude: bool,
    /// Files over this size are not read
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_size: Option<u64>,
    #[command(flatten)]
    pub plugins: PluginArgs,
}

/// How plugins are loaded.
#[derive(Debug, Default, Args)]
pub struct PluginArgs {
    /// Loads plugins also where the configuration does not say their digests
    #[arg(long)]
    pub allow_unpinned_plugins: bool,
    /// Compiles plugins anew, and keeps nothing
    #[arg(long)]
    pub no_cache: bool,
}

/// Which rules run.
#[derive(Debug, Default, Args)]
pub struct Selection {
    /// Which rules run
    #[arg(long, value_enum)]
    pub profile: Option<ProfileArg>,
    /// Only these rules, or rules of these topics
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules, nor rules of these topics
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Heeds nothing that the tree says of itself: neither configuration nor comments
    #[arg(long)]
    pub audit: bool,
    /// The day by which suppressions expire; today if it is not said
    #[arg(long, value_name = "DATE")]
    pub today: Option<Date>,
}

/// What is written, and where.
#[derive(Debug, Args)]
pub struct Outputs {
    /// text, json or sarif; `FORMAT=FILE` writes to a file, and may be given more than once
    #[arg(long = "format", value_name = "FORMAT[=FILE]", env = "TIDEWAITER_FORMAT")]
    pub formats: Vec<Output>,
    /// Where the format without a file goes, instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// When to use colour
    #[arg(long, value_enum, default_value_t)]
    pub color: ColorChoice,
    /// One line for each finding and nothing else; of what went wrong, errors alone
    #[arg(long, short)]
    pub quiet: bool,
    /// Shows no progress
    #[arg(long)]
    pub no_progress: bool,
    /// Keeps what is silenced in SARIF, marked as such
    #[arg(long)]
    pub sarif_include_suppressed: bool,
}

/// What makes the exit code.
#[derive(Debug, Args)]
pub struct Judgement {
    /// The least severity of a finding that makes the exit code 1; medium if nothing says so
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<SeverityArg>,
    /// Findings below are not reported
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub min_severity: Option<SeverityArg>,
    /// Anything that could not be checked makes the exit code 2
    #[arg(long)]
    pub strict: bool,
    /// Nothing to check makes the exit code 3
    #[arg(long)]
    pub error_on_no_input: bool,
    /// Findings do not change the exit code
    #[arg(long)]
    pub exit_zero: bool,
}

#[derive(Debug, Args)]
pub struct Test {
    /// Files of rules, packs, plugins, and folders of all of them
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Writes what rules in YAML find into those of their examples that must fail
    #[arg(long)]
    pub update: bool,
}

#[derive(Debug, Subcommand)]
pub enum New {
    /// Writes a rule in YAML to start from
    Rule {
        /// The rule's id: lower case, words joined by hyphens, and it names the fault
        id: String,
        /// The folder that it is written to, such as a pack's
        #[arg(long, value_name = "FOLDER", default_value = ".")]
        folder: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct Rules {
    /// How the list is written
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
    /// Only rules of this topic
    #[arg(long)]
    pub topic: Option<String>,
    /// What a pack demands, and which rules serve that
    #[arg(long, value_name = "NAME", conflicts_with = "topic")]
    pub pack: Option<String>,
}

#[derive(Debug, Args)]
pub struct Inspect {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Shows for each program what it will be told, and by which file
    #[arg(long)]
    pub effective: bool,
    /// Only programs with this in their name
    #[arg(long, value_name = "NAME", requires = "effective")]
    pub program: Option<String>,
    /// How the effective settings are written
    #[arg(long, value_enum, default_value_t, requires = "effective")]
    pub format: ListFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    #[default]
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    #[default]
    Auto,
    Always,
    Never,
}

/// A format, and the file it goes to if it has one of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    pub format: OutputFormat,
    pub file: Option<PathBuf>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = text.split_once('=').map_or((text, None), |it| (it.0, Some(it.1)));
        let format = name.parse::<OutputFormat>().map_err(|error| error.to_string())?;
        match file {
            Some("") => Err("a file is expected after `=`".to_owned()),
            file => Ok(Self { format, file: file.map(PathBuf::from) }),
        }
    }
}

/// A severity, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SeverityArg {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl From<SeverityArg> for Severity {
    fn from(it: SeverityArg) -> Self {
        match it {
            SeverityArg::Info => Self::Info,
            SeverityArg::Low => Self::Low,
            SeverityArg::Medium => Self::Medium,
            SeverityArg::High => Self::High,
            SeverityArg::Critical => Self::Critical,
        }
    }
}

/// A profile, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProfileArg {
    Default,
    Pedantic,
    All,
}

impl From<ProfileArg> for Profile {
    fn from(it: ProfileArg) -> Self {
        match it {
            ProfileArg::Default => Self::Default,
            ProfileArg::Pedantic => Self::Pedantic,
            ProfileArg::All => Self::All,
        }
    }
}

fn size(text: &str) -> Result<u64, String> {
    config::size(text).ok_or_else(|| "a size such as `10Mi` is expected, of at most 4Gi".to_owned())
}
