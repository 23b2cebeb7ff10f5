//! Places as SARIF names them.

use std::path::Path;

use serde_sarif::sarif::{
    ArtifactContent, ArtifactLocation, Location as Shown, PhysicalLocation, Region,
};

use crate::{
    engine::Report,
    report::{letters::printable_lines, mask::Masked},
    text::{Location, Sources},
};

/// Longer texts are not repeated beside their place.
const LONGEST_SNIPPET: u32 = 2_000;

#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub report: &'a Report,
}

impl<'a> Places<'a> {
    pub fn sources(self) -> &'a Sources {
        &self.report.sources
    }

    /// None of a place in no file.
    pub fn of(self, at: Location) -> Option<Shown> {
        Some(Shown::builder().physical_location(self.physical(at)?).build())
    }

    /// The file of a place, all of it.
    pub fn file(self, at: Location) -> Option<Shown> {
        let place = PhysicalLocation::builder().artifact_location(self.artifact(at)?).build();
        Some(Shown::builder().physical_location(place).build())
    }

    /// A place that messages may link to.
    pub fn numbered(self, at: Location, id: usize, note: &str) -> Option<Shown> {
        let place = self.physical(at)?;
        Some(Shown::builder().id(id as i64).physical_location(place).message(note).build())
    }

    pub fn artifact(self, at: Location) -> Option<ArtifactLocation> {
        let path = self.sources().path(at.file);
        (!path.is_empty()).then(|| ArtifactLocation::builder().uri(reference(path)).build())
    }

    /// Exactly the place, for a fix.
    pub fn exact(self, at: Location) -> Region {
        let (start, end) = self.sources().region(at);
        Region::builder()
            .start_line(i64::from(start.line))
            .start_column(i64::from(start.utf16))
            .end_line(i64::from(end.line))
            .end_column(i64::from(end.utf16))
            .build()
    }

    fn physical(self, at: Location) -> Option<PhysicalLocation> {
        let artifact = self.artifact(at)?;
        let place = PhysicalLocation::builder().artifact_location(artifact).region(self.seen(at));
        Some(place.build())
    }

    /// The place and what stands there; a place without width is one column wide, as
    /// viewers show nothing of an empty one.
    fn seen(self, at: Location) -> Region {
        let mut region = self.exact(at);
        if (region.start_line, region.start_column) == (region.end_line, region.end_column) {
            region.end_column = region.end_column.map(|column| column + 1);
        }
        region.snippet = self.snippet(at);
        region
    }

    fn snippet(self, at: Location) -> Option<ArtifactContent> {
        if at.span.is_empty() || at.span.len() > LONGEST_SNIPPET {
            return None;
        }
        let text = printable_lines(&Masked::new(self.report, at.file)?.slice(at.span));
        (!text.is_empty()).then(|| ArtifactContent::builder().text(text).build())
    }
}

/// Whether a path is no path below the root of the run.
pub fn is_whole(path: &str) -> bool {
    path.starts_with('/') || drive(path).is_some()
}

/// A folder of this machine, whose URI ends with a slash.
pub fn folder(path: &Path) -> ArtifactLocation {
    let path = path.to_string_lossy().replace('\\', "/");
    let uri = reference(path.trim_end_matches('/')) + "/";
    ArtifactLocation::builder().uri(uri).build()
}

fn drive(path: &str) -> Option<(&str, &str)> {
    path.split_once(":/").filter(|(drive, _)| drive.len() == 1)
}

/// A path below the root of the run as a relative reference, any other as it stands on
/// this machine.
fn reference(path: &str) -> String {
    match drive(path) {
        Some((drive, below)) => format!("file:///{drive}:/{}", uri(below)),
        None if path.starts_with('/') => format!("file://{}", uri(path)),
        None => uri(path),
    }
}

/// A path as a relative reference: a colon too is encoded, or the start of a name
/// could be read as a scheme.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::{reference, uri};

    #[test]
    fn what_is_outside_of_the_root_is_named_whole() {
        assert_eq!(reference("/etc/a b.yaml"), "file:///etc/a%20b.yaml");
        assert_eq!(reference("C:/a b.yaml"), "file:///C:/a%20b.yaml");
        assert_eq!(reference("deploy/c:/x.yaml"), "deploy/c%3A/x.yaml");
    }

    #[test]
    fn a_path_is_a_relative_reference_whatever_its_letters() {
        assert_eq!(uri("a b/50%/#1/é.env"), "a%20b/50%25/%231/%C3%A9.env");
        assert_eq!(uri("c:\\x?.yaml"), "c%3A%5Cx%3F.yaml");
    }
}
