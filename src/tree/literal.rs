//! What a scalar means.

use super::{Scalar, Style};

/// What a scalar means once its quoting is taken into account.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
}

/// By which rules a plain scalar gets its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// YAML 1.2's core schema, which JSON and TOML agree with.
    Core,
    /// YAML 1.1 as Kubernetes' own parser reads it: `yes` and `on` are booleans,
    /// `014` is octal.
    Yaml11,
}

impl Scalar<'_> {
    /// The typed value of the scalar under a schema.
    pub fn literal(&self, schema: Schema) -> Literal {
        let text = || Literal::Text(self.text.to_owned());
        if self.style != Style::Plain {
            return text();
        }
        match self.text {
            "" | "~" | "null" | "Null" | "NULL" => return Literal::Null,
            "true" | "True" | "TRUE" => return Literal::Bool(true),
            "false" | "False" | "FALSE" => return Literal::Bool(false),
            _ => {}
        }
        let more = if schema == Schema::Yaml11 { yaml11(self.text) } else { None };
        more.or_else(|| number(self.text)).unwrap_or_else(text)
    }

    /// The truth value that a field of type boolean would read, whatever the schema.
    pub fn truth(&self) -> Option<bool> {
        match self.literal(Schema::Yaml11) {
            Literal::Bool(truth) => Some(truth),
            _ => None,
        }
    }

    /// Whether nothing is written, or `null`.
    pub fn is_null(&self) -> bool {
        self.literal(Schema::Core) == Literal::Null
    }
}

fn yaml11(text: &str) -> Option<Literal> {
    match text {
        "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Some(Literal::Bool(true)),
        "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Some(Literal::Bool(false)),
        _ => {}
    }
    let digits = text.strip_prefix('0').filter(|it| !it.is_empty())?;
    digits.bytes().all(|it| it.is_ascii_digit()).then_some(())?;
    i64::from_str_radix(digits, 8).ok().map(Literal::Int)
}

fn number(text: &str) -> Option<Literal> {
    let first = *text.as_bytes().first()?;
    if !(first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.')) {
        return None;
    }
    let radix = |prefix, radix| {
        let digits = text.strip_prefix(prefix)?;
        i64::from_str_radix(digits, radix).ok()
    };
    if let Some(int) = radix("0x", 16).or_else(|| radix("0o", 8)) {
        return Some(Literal::Int(int));
    }
    let int = text.parse().map(Literal::Int);
    int.or_else(|_| text.parse().map(Literal::Float)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str, schema: Schema) -> Literal {
        Scalar { text, style: Style::Plain }.literal(schema)
    }

    #[test]
    fn kubernetes_reads_yaml_1_1() {
        for (text, core, kubernetes) in [
            ("yes", Literal::Text("yes".into()), Literal::Bool(true)),
            ("014", Literal::Int(14), Literal::Int(12)),
            ("0o14", Literal::Int(12), Literal::Int(12)),
            ("1.5", Literal::Float(1.5), Literal::Float(1.5)),
            ("1.5.0", Literal::Text("1.5.0".into()), Literal::Text("1.5.0".into())),
            ("nan", Literal::Text("nan".into()), Literal::Text("nan".into())),
            ("", Literal::Null, Literal::Null),
        ] {
            assert_eq!(literal(text, Schema::Core), core, "{text}");
            assert_eq!(literal(text, Schema::Yaml11), kubernetes, "{text}");
        }
    }

    #[test]
    fn quotes_make_a_text() {
        let quoted = Scalar { text: "true", style: Style::Quoted };
        assert_eq!(quoted.literal(Schema::Yaml11), Literal::Text("true".into()));
        assert_eq!(quoted.truth(), None);
    }
}
