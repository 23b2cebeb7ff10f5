//! Which format a text is written in: by its name, or else by its content, or
//! else by what a fence calls it.

mod content;
mod name;
mod server;

pub use name::format_of_name;

use super::{Format, Input, shell, sql};

/// The name of standard input that was given none.
pub const STANDARD_INPUT: &str = "<stdin>";

/// By name, or else by content, or else by what a fence calls it. A file is known by
/// its name alone: what a tree holds that is not named is not guessed at.
pub fn format(input: &Input) -> Format {
    let name = input.name.as_deref().filter(|it| *it != STANDARD_INPUT);
    let named = name.map(|name| format_of_name(name).unwrap_or(Format::Plain));
    let is_file = input.text.depth() == 0;
    match named {
        Some(format) if is_file || format != Format::Plain => format,
        _ => unnamed(input),
    }
}

/// Whether a name that words about a fence give can be that of the fence.
pub(super) fn agrees(name: &str, input: &Input) -> bool {
    let Some(format) = format_of_name(name) else { return false };
    let seen = unnamed(input);
    // Any program may call its file `.conf`.
    let is_any = format == Format::Plain;
    match Language::of(input) {
        _ if seen == format => true,
        // A name says more than a shape, unless the shape is beyond doubt.
        Language::Vague => {
            let alike = matches!(seen, Format::Plain | Format::Ini | Format::Dotenv);
            alike && content::may_be(input.text.as_str(), format)
        }
        // Commands stand beside words about the files that they change.
        Language::Shell => false,
        Language::Known(Format::Ini | Format::Properties) if format == Format::Postgresql => {
            content::may_be(input.text.as_str(), format)
        }
        Language::Known(Format::Ini) => content::settings(input.text.as_str()).is_none() || is_any,
        Language::Known(called) => {
            called == format || (is_any && matches!(called, Format::Properties | Format::Nginx))
        }
        Language::Sql | Language::Other => is_any,
    }
}

const TELLING: [&str; 4] = ["kubectl create ", "kubectl scale ", "openssl x509 ", " --roles "];

/// What a fence says of itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    /// Nothing, or `text`, `conf` and the like.
    Vague,
    Shell,
    Known(Format),
    /// What settings of PostgreSQL are often called.
    Sql,
    /// One that no parser reads.
    Other,
}

impl Language {
    fn of(input: &Input) -> Self {
        match input.language.as_deref().unwrap_or("") {
            "" | "text" | "txt" | "plain" | "plaintext" | "conf" | "config" | "code" | "output" => {
                Self::Vague
            }
            "bash" | "sh" | "shell" | "zsh" | "console" | "shell-session" | "shellscript"
            | "terminal" => Self::Shell,
            "yaml" | "yml" => Self::Known(Format::Yaml),
            "json" | "jsonc" | "json5" => Self::Known(Format::Json),
            "toml" => Self::Known(Format::Toml),
            "ini" | "cfg" | "systemd" | "dosini" => Self::Known(Format::Ini),
            "properties" | "java-properties" => Self::Known(Format::Properties),
            "env" | "dotenv" => Self::Known(Format::Dotenv),
            "dockerfile" | "docker" | "containerfile" => Self::Known(Format::Dockerfile),
            "nginx" => Self::Known(Format::Nginx),
            "md" | "mdx" | "markdown" => Self::Known(Format::Markdown),
            "sql" | "postgresql" | "postgres" | "pgsql" => Self::Sql,
            _ => Self::Other,
        }
    }
}

fn unnamed(input: &Input) -> Format {
    let text = input.text.as_str();
    match Language::of(input) {
        Language::Vague => content::format(text).unwrap_or(script(input)),
        Language::Shell if content::is_dotenv(text) => script(input),
        Language::Shell => content::unmistakable(text).unwrap_or_else(|| script(input)),
        Language::Known(Format::Nginx) => server::format(text).unwrap_or(Format::Nginx),
        // A template, a fragment or a mistake is still of the language that it is called.
        Language::Known(Format::Yaml | Format::Ini | Format::Properties)
            if content::is_dotenv(text) =>
        {
            Format::Dotenv
        }
        Language::Known(format @ (Format::Ini | Format::Properties)) => {
            server::format(text).unwrap_or(format)
        }
        Language::Known(format) => format,
        Language::Sql => {
            let settings = server::format(text).or_else(|| content::settings(text));
            let is_sql = || sql::is_sql(&input.text);
            settings.unwrap_or_else(|| if is_sql() { Format::Sql } else { Format::Plain })
        }
        Language::Other => Format::Plain,
    }
}

/// Commands, as far as they set something.
fn script(input: &Input) -> Format {
    let text = input.text.as_str();
    match (Language::of(input), shell::holds(&input.text)) {
        // Of commands that set nothing, those that make or change an object say something,
        // and so do those that sign a certificate or give a role.
        (Language::Shell, shell::Holds::Commands) if TELLING.iter().any(|it| text.contains(it)) => {
            Format::Shell
        }
        (_, shell::Holds::Commands) => Format::Plain,
        (_, shell::Holds::Assignments) if content::is_dotenv(text) => Format::Dotenv,
        (Language::Shell, _) => Format::Shell,
        // Without a language, only a word of a shell tells commands from prose.
        _ if text.lines().any(|line| line.trim_start().starts_with("export ")) => Format::Shell,
        _ => Format::Plain,
    }
}
