//! The secrets among what documents state: settings by their names, and passwords
//! within their values.
//!
//! Reads facts alone. What no parser read is left to the scan of the text.

use std::ops::Range;

use super::{
    Candidate, Class, Holder,
    judge::{Subject, judge},
    lines::is_shown,
    manifest,
    name::{self, Name, Strength},
    said, shape, urls,
};
use crate::{
    facts::{
        ConfigObject, Context, Facts, Layer, Located, Piece, Referent, Setting, SettingFile,
        SettingForm, Value, Workload, words,
    },
    text::Location,
};

/// Values longer than this hold files, not secrets.
const MAX_VALUE: usize = 4096;

/// A password of a URL has no name of its own.
pub(super) const URL_PASSWORD: Name<'static> = Name {
    strength: Strength::Password,
    what: "a password",
    owner: "",
    is_list: false,
    is_firm: true,
};

/// What a literal was found to be.
pub(super) struct Found {
    pub class: Class,
    pub what: &'static str,
    pub is_sure: bool,
}

/// Settings that stand together, and what holds them.
pub(super) struct Group<'a> {
    pub settings: Vec<&'a Setting>,
    pub holder: Holder,
    pub context: Context,
}

pub(super) fn find(facts: &Facts, context: Context, found: &mut Vec<Candidate>) {
    for file in facts.setting_files.iter().filter(|it| !is_skipped(it)) {
        of_file(file, context).collect(found);
    }
    for object in &facts.config_objects {
        of_object(object, context).collect(found);
    }
    for workload in &facts.workloads {
        of_workload(workload, context, found);
    }
    for stage in facts.images.iter().flat_map(|it| &it.stages) {
        let settings = stage.settings.iter().chain(&stage.arguments).collect();
        Group { settings, holder: Holder::Dockerfile, context }.collect(found);
    }
}

/// Files of ciphertext, and of words in many languages.
fn is_skipped(file: &SettingFile) -> bool {
    const FOLDERS: &[&str] =
        &["locale", "locales", "i18n", "l10n", "lang", "langs", "translations", "messages"];
    let is_sealed = file
        .settings
        .iter()
        .any(|it| it.delivered.it.starts_with("sops.") || it.delivered.it.starts_with("sops_mac"));
    let is_spoken = || {
        let path = file.name.as_deref().unwrap_or("").to_lowercase();
        path.split('/').any(|it| FOLDERS.contains(&it))
    };
    is_sealed || is_spoken()
}

fn of_file(file: &SettingFile, context: Context) -> Group<'_> {
    let holder = match file.form {
        SettingForm::Environment => Holder::EnvironmentFile,
        SettingForm::Application => Holder::ApplicationFile,
        SettingForm::Documented => Holder::Documentation,
    };
    Group {
        settings: file.settings.iter().collect(),
        holder,
        context: stated(file.context, context),
    }
}

fn of_object(object: &ConfigObject, context: Context) -> Group<'_> {
    let holder = match object.kind {
        Referent::Secret => Holder::SecretManifest,
        Referent::ConfigMap => Holder::ConfigMap,
    };
    Group {
        settings: object.settings.iter().collect(),
        holder,
        context: stated(object.context, context),
    }
}

fn of_workload(workload: &Workload, context: Context, found: &mut Vec<Candidate>) {
    for container in &workload.containers {
        let own = container.layers.iter().filter_map(|layer| match layer {
            Layer::Own(setting) => Some(setting),
            _ => None,
        });
        let group =
            Group { settings: own.collect(), holder: Holder::ContainerEnvironment, context };
        group.collect(found);
        super::commands::find(&container.command, &group, found);
    }
}

/// What is said within a file counts for more than its path.
fn stated(inner: Context, outer: Context) -> Context {
    if inner == Context::Unstated { outer } else { inner }
}

impl Found {
    /// A value that its name called a secret, and that was judged to be one.
    pub fn named(class: Class, name: &Name<'_>) -> Self {
        let is_sure = class != Class::Plain || name.strength == Strength::Password || name.is_firm;
        Self { class, what: name.what, is_sure }
    }
}

impl Group<'_> {
    pub fn collect(&self, found: &mut Vec<Candidate>) {
        for (index, setting) in self.settings.iter().enumerate() {
            let pattern = setting.value.pattern();
            if pattern.is_empty() || pattern.len() > MAX_VALUE {
                continue;
            }
            let named = index.checked_sub(1).and_then(|it| named_by(self.settings[it], setting));
            let setting = named.as_ref().unwrap_or(setting);
            found.extend(self.of_setting(setting));
            if memchr::memchr(b'\n', pattern.trim().as_bytes()).is_none() {
                self.within(setting, &pattern, found);
            }
        }
    }

    /// The value as a whole, or what stands in it behind the scheme of a header.
    fn of_setting(&self, setting: &Setting) -> Option<Candidate> {
        let context = match setting.has_word("example") || setting.has_word("examples") {
            true => Context::Example,
            false => self.context,
        };
        let whole = &*setting.value.known()?;
        let login = login(&setting.configuration, whole);
        let value = login.or_else(|| header(whole)).unwrap_or(whole);
        let at = match value.len() == whole.len() {
            true => place(&setting.value),
            false => setting.value.locate(whole.len() - value.len()..whole.len()),
        };
        let words = setting.configuration.as_str();
        let name = if login.is_some() { Some(URL_PASSWORD) } else { name::of(words) };
        let judged = name.map(|name| {
            let user = self.user(name.owner);
            let subject =
                Subject { name, words, value, user: user.as_deref(), holder: self.holder, context };
            (judge(&subject), name)
        });
        if self.holder == Holder::SecretManifest {
            return manifest::entry(setting, value, judged)
                .map(|found| self.candidate(setting, at, found));
        }
        let (class, name) = judged?;
        if value.len() < whole.len()
            && name.what == "a credential"
            && super::checks::is_login(value)
        {
            return Some(self.candidate(setting, at, Found::named(Class::Plain, &name)));
        }
        let class = class.ok()?;
        let is_said =
            self.holder != Holder::Documentation || class != Class::Plain || is_random(value);
        is_said.then(|| self.candidate(setting, at, Found::named(class, &name)))
    }

    /// Passwords in URLs, and in the pairs of connection strings.
    pub fn within(&self, setting: &Setting, pattern: &str, found: &mut Vec<Candidate>) {
        if urls::may_hold(pattern) {
            for it in urls::passwords(pattern) {
                let user = Some(&pattern[it.user]).filter(|it| !it.is_empty());
                let password = &pattern[it.password.clone()];
                let user = user.unwrap_or("");
                let class = match is_shown(user, password) {
                    _ if is_of_manual(pattern, user, password) => continue,
                    true if self.context == Context::Example => continue,
                    // `user:pass` is what manuals write where a login belongs.
                    true => Some(Class::Placeholder),
                    false => self.password(password, Some(user).filter(|it| !it.is_empty())),
                };
                let at = setting.value.locate(it.password);
                found.extend(class.map(|class| Candidate {
                    holder: Holder::Url,
                    ..self.candidate(setting, at, Found::named(class, &URL_PASSWORD))
                }));
            }
        }
        if memchr::memchr(b'=', pattern.as_bytes()).is_some() {
            self.pairs(setting, pattern, found);
        }
    }

    fn pairs(&self, setting: &Setting, pattern: &str, found: &mut Vec<Candidate>) {
        for (key, range) in urls::pairs(pattern) {
            let key = &pattern[key];
            let names = words(key);
            // `PWD` is the working directory, but not of a database.
            let names = if names == "pwd" { "password".to_owned() } else { names };
            let Some(name) = name::of(&names).filter(|it| it.strength != Strength::Key) else {
                continue;
            };
            let value = &pattern[range.clone()];
            if value.contains(crate::facts::UNKNOWN) {
                continue;
            }
            let subject = Subject {
                name,
                words: &names,
                value,
                user: None,
                holder: self.holder,
                context: self.context,
            };
            let at = setting.value.locate(range);
            found.extend(judge(&subject).ok().map(|class| {
                let found = self.candidate(setting, at, Found::named(class, &name));
                let name = found.name.as_ref().map(|it| format!("{it}: {key}"));
                Candidate { name, ..found }
            }));
        }
    }

    /// What the password of a URL is.
    fn password(&self, value: &str, user: Option<&str>) -> Option<Class> {
        // In a URL, a password is delivered as it stands, whatever file holds it.
        let holder = Holder::Url;
        let owner = user.unwrap_or("");
        let name = Name { owner: "", ..URL_PASSWORD };
        let subject = Subject { name, words: owner, value, user, holder, context: self.context };
        judge(&subject).ok()
    }

    /// The user that belongs to a password, by the words before it.
    fn user(&self, owner: &str) -> Option<String> {
        let is_user = |setting: &&&Setting| {
            let rest = setting.configuration.strip_prefix(owner).map(str::trim_start);
            matches!(
                rest,
                Some("user" | "username" | "user name" | "login" | "account" | "user id" | "uid")
            )
        };
        self.settings.iter().find(is_user)?.value.text()
    }

    pub fn candidate(&self, setting: &Setting, at: Location, found: Found) -> Candidate {
        Candidate {
            at,
            class: found.class,
            what: found.what.to_owned(),
            name: Some(setting.delivered.it.clone()).filter(|it| !it.is_empty()),
            holder: self.holder,
            context: self.context,
            in_comment: false,
            is_sure: found.is_sure,
        }
    }
}

/// `driver://user:pass@localhost/dbname` and `mongodb://DB_USER:DB_PASSWORD@host`, of which
/// other parts ask to be replaced too.
fn is_of_manual(url: &str, user: &str, password: &str) -> bool {
    const SCHEMES: &[&str] = &["dialect", "driver", "proto", "protocol", "scheme"];
    let scheme = url.split("://").next().unwrap_or("");
    let is_filled = shape::is_constant(user) && said::is_metavar(password);
    is_filled || is_shown(user, password) && SCHEMES.contains(&scheme)
}

/// The password of `NEO4J_AUTH=neo4j/x`.
fn login<'a>(words: &str, value: &'a str) -> Option<&'a str> {
    words.ends_with("neo4j auth").then(|| value.split_once('/').map(|it| it.1))?
}

/// `Bearer x` and `Basic x` without their first word.
fn header(value: &str) -> Option<&str> {
    let (scheme, rest) = value.split_once(' ')?;
    let is_scheme = ["Bearer", "Basic", "Token", "token", "ApiKey"].contains(&scheme);
    (is_scheme && !rest.contains(' ')).then_some(rest)
}

/// The setting that a `name` and the `value` beside it make, as in the environment of
/// a container that a file of another kind describes.
fn named_by(name: &Setting, value: &Setting) -> Option<Setting> {
    let above = value.delivered.it.strip_suffix("value")?;
    let beside = name.delivered.it.strip_prefix(above)?;
    let text = name.value.text().filter(|it| !it.is_empty() && it.len() < 100)?;
    let it = matches!(beside, "name" | "key").then_some(text)?;
    Some(Setting::new(Located { it, at: name.delivered.at }, value.value.clone()))
}

/// A default that a guide documents is told from words about it.
fn is_random(value: &str) -> bool {
    shape::has_digit(value) && shape::entropy(value) >= 3.0
}

/// The value without its quotes, where it is written in one piece.
fn place(value: &Value) -> Location {
    match value.pieces.as_slice() {
        [Piece::Literal(text)] => text.at,
        _ => whole(value),
    }
}

fn whole(value: &Value) -> Location {
    let length: usize = value.pattern().len();
    let range: Range<usize> = 0..length;
    if value.pieces.len() > 1 { value.at } else { value.locate(range) }
}
