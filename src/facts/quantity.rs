//! Amounts of memory, processors and time, as the platforms write them.

/// An amount in a base unit: bytes, cores or seconds.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Quantity(pub f64);

impl Quantity {
    /// A Kubernetes quantity: `128Mi`, `1G`, `500m`, `0.5`, `1e3`
    /// (k8s.io/apimachinery, "Quantity").
    pub fn kubernetes(text: &str) -> Option<Self> {
        let (number, suffix) = split(text)?;
        let factor = match suffix {
            "" => 1.0,
            "n" => 1e-9,
            "u" => 1e-6,
            "m" => 1e-3,
            "k" => 1e3,
            "M" => 1e6,
            "G" => 1e9,
            "T" => 1e12,
            "P" => 1e15,
            "E" => 1e18,
            "Ki" => binary(1),
            "Mi" => binary(2),
            "Gi" => binary(3),
            "Ti" => binary(4),
            "Pi" => binary(5),
            "Ei" => binary(6),
            _ => return None,
        };
        Some(Self(number * factor))
    }

    /// A size as Compose and Docker write it: `512M`, `1gb`, `64k`, powers of 1024
    /// (Compose specification, "Specifying byte values").
    pub fn docker(text: &str) -> Option<Self> {
        let (number, suffix) = split(text)?;
        let factor = match suffix.to_ascii_lowercase().as_str() {
            "" | "b" => 1.0,
            "k" | "kb" | "kib" => binary(1),
            "m" | "mb" | "mib" => binary(2),
            "g" | "gb" | "gib" => binary(3),
            "t" | "tb" | "tib" => binary(4),
            _ => return None,
        };
        Some(Self(number * factor))
    }

    /// A span of time in seconds: `30s`, `5m`, `1h30m`, `100ms`, `7d`; a bare number is seconds.
    pub fn duration(text: &str) -> Option<Self> {
        let mut rest = text.trim();
        if let Ok(seconds) = rest.parse::<f64>() {
            return Some(Self(seconds));
        }
        let mut sum = 0.0;
        while !rest.is_empty() {
            let digits = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
            let number: f64 = rest[..digits].parse().ok()?;
            rest = &rest[digits..];
            let letters = rest.find(|it: char| !it.is_alphabetic()).unwrap_or(rest.len());
            let factor = match &rest[..letters] {
                "ns" => 1e-9,
                "us" | "µs" => 1e-6,
                "ms" => 1e-3,
                "s" | "sec" => 1.0,
                "m" | "min" => 60.0,
                "h" => 3600.0,
                "d" => 86400.0,
                "w" => 604_800.0,
                "y" => 31_536_000.0,
                _ => return None,
            };
            sum += number * factor;
            rest = &rest[letters..];
        }
        (!text.trim().is_empty()).then_some(Self(sum))
    }
}

fn binary(power: i32) -> f64 {
    1024f64.powi(power)
}

/// A number and what follows it. An exponent belongs to the number if digits follow.
fn split(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let mut end = text.find(|it: char| !matches!(it, '0'..='9' | '.' | '+' | '-'));
    if let Some(at) = end.filter(|at| text[*at..].starts_with(['e', 'E'])) {
        let exponent = &text[at + 1..];
        let digits = exponent.trim_start_matches(['+', '-']);
        if !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit()) {
            end = None;
        }
    }
    let end = end.unwrap_or(text.len());
    Some((text[..end].parse().ok()?, text[end..].trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_platform_has_its_own_units() {
        assert_eq!(Quantity::kubernetes("512Mi"), Some(Quantity(536_870_912.0)));
        assert_eq!(Quantity::kubernetes("500m"), Some(Quantity(0.5)));
        assert_eq!(Quantity::kubernetes("1e3"), Some(Quantity(1000.0)));
        assert_eq!(Quantity::kubernetes("1E"), Some(Quantity(1e18)));
        assert_eq!(Quantity::kubernetes("512MB"), None);
        assert_eq!(Quantity::docker("512M"), Some(Quantity(536_870_912.0)));
        assert_eq!(Quantity::docker("1gb"), Quantity::docker("1024m"));
        assert_eq!(Quantity::duration("1h30m"), Some(Quantity(5400.0)));
        assert_eq!(Quantity::duration("30"), Some(Quantity(30.0)));
        assert_eq!(Quantity::duration("soon"), None);
    }
}
