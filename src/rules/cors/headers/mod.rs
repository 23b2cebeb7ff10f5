//! The headers of CORS as nginx sends them.

use crate::{
    rules::nginx::{Config, Line},
    text::Location,
};

/// Ends of files that any page may well load.
const ASSETS: &[&str] =
    &["woff", "ttf", "otf", "eot", "svg", "css", "js", "png", "jpg", "gif", "webp", "ico", "mp4"];

/// Words of the folders of such files.
const FOLDERS: &[&str] =
    &["static", "assets", "fonts", "font", "images", "img", "media", "cdn", "js", "css", "known"];

/// The lines that allow an origin, with what they allow and where it stands.
pub fn allowed_origins<'a>(config: &'a Config) -> Vec<(&'a Line, &'a str, Location)> {
    let lines = config.lines("add_header");
    let lines = lines.filter(|it| is_header(config, it, "access-control-allow-origin"));
    let values = lines.filter_map(|it| Some((it, config.arg(it, 1)?, config.arg_at(it, 1)?)));
    values.collect()
}

/// The line beside another that admits credentials.
pub fn sends_credentials<'a>(config: &'a Config, line: &'a Line) -> Option<&'a Line> {
    let is = |it: &&Line| {
        config.name(it) == "add_header"
            && is_header(config, it, "access-control-allow-credentials")
            && config.arg(it, 1) == Some("true")
    };
    config.beside(line).find(is)
}

/// Whether something has looked at the origin before a line is reached: a block that
/// it stands in, or one that stands beside or around it.
pub fn is_checked(config: &Config, line: &Line) -> bool {
    let asks = |it: &Line| {
        config.args(it).any(|(arg, _)| {
            let arg = arg.to_lowercase();
            arg.starts_with(['$', '(']) && (arg.contains("origin") || arg.contains("cors"))
        })
    };
    config.around(line).any(|it| config.name(it) == "if" && asks(it))
        || config.blocks("if").any(|it| asks(it) && config.is_reached(it, line))
}

/// Whether a line stands in a location of files that any page may load.
pub fn is_static(config: &Config, line: &Line) -> bool {
    let is = |arg: &str| {
        let mut words = arg.split(|it: char| !it.is_alphanumeric());
        let is_pattern = arg.contains("\\.");
        words.any(|word| {
            FOLDERS.contains(&word) || is_pattern && ASSETS.iter().any(|it| word.starts_with(it))
        })
    };
    config.around(line).any(|it| {
        config.name(it) == "location" && config.args(it).any(|(arg, _)| is(&arg.to_lowercase()))
    })
}

fn is_header(config: &Config, line: &Line, name: &str) -> bool {
    config.arg(line, 0).is_some_and(|it| it.eq_ignore_ascii_case(name))
}
