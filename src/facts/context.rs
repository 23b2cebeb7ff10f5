//! Where a configuration is meant to run.

use super::Setting;

/// Production, staging, development, or an example that nobody runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// Nothing says so; what is not said to be anything else may well be production.
    #[default]
    Unstated,
    Example,
    Development,
    Staging,
    Production,
}

impl Context {
    /// What a word says, such as `prod` or `dev`.
    fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "production" | "prod" | "prd" | "live" => Self::Production,
            "staging" | "stage" | "stg" | "preprod" | "uat" | "qa" => Self::Staging,
            "development" | "dev" | "develop" | "local" | "localhost" | "test" | "testing"
            | "tests" | "ci" | "e2e" | "sandbox" => Self::Development,
            "example" | "examples" | "sample" | "samples" | "template" | "dist" | "demo"
            | "fixtures" | "testdata" => Self::Example,
            _ => return None,
        })
    }

    /// What a path, name or heading says: its last telling word.
    pub fn of_name(name: &str) -> Option<Self> {
        let lower = name.to_lowercase();
        let words = lower.split(|it: char| !it.is_alphanumeric());
        words.filter_map(Self::of_word).next_back()
    }

    /// What a setting such as `NODE_ENV=production` says.
    pub fn of_settings<'a>(settings: impl IntoIterator<Item = &'a Setting>) -> Option<Self> {
        settings.into_iter().find_map(Self::of_setting)
    }

    fn of_setting(setting: &Setting) -> Option<Self> {
        let last = setting.configuration.rsplit(' ').next()?;
        if !matches!(last, "env" | "environment" | "profile" | "stage") {
            return None;
        }
        Self::of_word(&setting.value.text()?.trim().to_lowercase())
    }

    /// Settings say it best, then names from the innermost to the outermost.
    pub fn find<'a>(
        settings: impl IntoIterator<Item = &'a Setting>,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let said = Self::of_settings(settings);
        said.or_else(|| names.into_iter().find_map(Self::of_name)).unwrap_or_default()
    }

    /// Whether it is known that nobody depends on it.
    pub fn is_harmless(self) -> bool {
        matches!(self, Self::Development | Self::Example)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Unstated => "unstated",
            Self::Example => "example",
            Self::Development => "development",
            Self::Staging => "staging",
            Self::Production => "production",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_headings_tell() {
        assert_eq!(Context::of_name("deploy/docker-compose.prod.yml"), Some(Context::Production));
        assert_eq!(Context::of_name("Quick Start (Development)"), Some(Context::Development));
        assert_eq!(Context::of_name(".env.example"), Some(Context::Example));
        assert_eq!(Context::of_name("reproduction.yaml"), None);
    }
}
