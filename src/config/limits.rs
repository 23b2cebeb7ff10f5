//! What a plugin may use: a default, a name and a range for each limit.

use super::size;

/// Something that a plugin may not use without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    Time,
    Memory,
    Tables,
    Instances,
    Handles,
    Data,
    Text,
    Findings,
    ModuleSize,
    Functions,
    FunctionSize,
    Locals,
    Complexity,
    CompileTime,
}

/// How the amount of a limit is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// `1s`, `250ms`.
    Time,
    /// `64Mi`.
    Bytes,
    Count,
}

/// What is known of a limit.
#[derive(Clone, Copy, Debug)]
pub struct LimitMeta {
    pub limit: Limit,
    pub name: &'static str,
    pub unit: Unit,
    /// In milliseconds, bytes, or by number.
    pub default: u64,
    pub most: u64,
    pub summary: &'static str,
}

const MI: u64 = 1024 * 1024;

/// By the order of [`Limit`].
pub const LIMITS: [LimitMeta; 14] = [
    limit(Limit::Time, "time", Unit::Time, (1_000, 600_000), "for one document or program"),
    limit(Limit::Memory, "memory", Unit::Bytes, (64 * MI, 2048 * MI), "all memories together"),
    limit(Limit::Tables, "tables", Unit::Count, (100_000, 10_000_000), "entries of all tables"),
    limit(Limit::Instances, "instances", Unit::Count, (64, 1_000), "instances of modules in it"),
    limit(Limit::Handles, "handles", Unit::Count, (50_000, 10_000_000), "nodes held at one time"),
    limit(Limit::Data, "data", Unit::Bytes, (8 * MI, 512 * MI), "what one call hands over"),
    limit(Limit::Text, "text", Unit::Bytes, (16 * 1024, MI), "one message, help or path"),
    limit(Limit::Findings, "findings", Unit::Count, (1_000, 100_000), "of one document"),
    limit(Limit::ModuleSize, "module-size", Unit::Bytes, (32 * MI, 512 * MI), "the file"),
    limit(Limit::Functions, "functions", Unit::Count, (100_000, 1_000_000), "in the file"),
    limit(Limit::FunctionSize, "function-size", Unit::Bytes, (512 * 1024, 16 * MI), "one of them"),
    limit(Limit::Locals, "locals", Unit::Count, (4_000, 50_000), "variables of one function"),
    limit(
        Limit::Complexity,
        "complexity",
        Unit::Count,
        (1_000_000, 1_000_000_000),
        "variables times branches of one function",
    ),
    limit(
        Limit::CompileTime,
        "compile-time",
        Unit::Time,
        (60_000, 600_000),
        "once for each plugin",
    ),
];

const fn limit(
    limit: Limit,
    name: &'static str,
    unit: Unit,
    (default, most): (u64, u64),
    summary: &'static str,
) -> LimitMeta {
    LimitMeta { limit, name, unit, default, most, summary }
}

/// The limits of one plugin.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Limits([u64; LIMITS.len()]);

impl Default for Limits {
    fn default() -> Self {
        Self(LIMITS.map(|it| it.default))
    }
}

impl Limits {
    pub fn get(&self, limit: Limit) -> u64 {
        self.0[limit as usize]
    }

    #[must_use]
    pub fn with(mut self, limit: Limit, amount: u64) -> Self {
        self.0[limit as usize] = amount;
        self
    }

    /// All of them, each with its amount.
    pub fn iter(&self) -> impl Iterator<Item = (LimitMeta, u64)> {
        LIMITS.into_iter().zip(self.0)
    }
}

impl LimitMeta {
    /// An amount as it is written; none of what is none, is nothing or is over the most.
    pub fn read(&self, text: &str) -> Option<u64> {
        let amount = match self.unit {
            Unit::Bytes => size(text),
            Unit::Count => text.parse().ok(),
            Unit::Time => milliseconds(text),
        };
        amount.filter(|it| (1..=self.most).contains(it))
    }

    /// An amount as a reader would write it.
    pub fn show(&self, amount: u64) -> String {
        match self.unit {
            Unit::Count => amount.to_string(),
            Unit::Time if amount.is_multiple_of(1000) => format!("{}s", amount / 1000),
            Unit::Time => format!("{amount}ms"),
            Unit::Bytes if amount.is_multiple_of(MI) => format!("{}Mi", amount / MI),
            Unit::Bytes if amount.is_multiple_of(1024) => format!("{}Ki", amount / 1024),
            Unit::Bytes => amount.to_string(),
        }
    }
}

impl Limit {
    pub fn meta(self) -> LimitMeta {
        LIMITS[self as usize]
    }
}

fn milliseconds(text: &str) -> Option<u64> {
    match text.strip_suffix("ms") {
        Some(amount) => amount.parse().ok(),
        None => text.strip_suffix('s')?.parse::<u64>().ok()?.checked_mul(1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_stand_in_their_order_and_read_what_they_show() {
        for (index, it) in LIMITS.iter().enumerate() {
            assert_eq!(it.limit as usize, index, "{}", it.name);
            assert_eq!(it.read(&it.show(it.default)), Some(it.default), "{}", it.name);
            assert_eq!(it.read(&it.show(it.most)), Some(it.most), "{}", it.name);
            assert_eq!(it.read(&it.show(it.most + 1)), None, "{}", it.name);
            assert_eq!(it.read("0"), None, "{}", it.name);
        }
        assert_eq!(Limit::Time.meta().read("250ms"), Some(250));
        assert_eq!(Limit::Time.meta().read("250"), None);
    }
}
