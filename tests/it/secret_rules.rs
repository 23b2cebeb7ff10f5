//! What the rules about secrets have in common.

use tidewaiter::{
    engine::{self, RuleSet},
    facts::Context,
    fixture,
    rule::{Findings, Rule, Scope},
    secret::{Candidate, Class, Holder},
    text::{FileId, Location, Span},
};

#[test]
fn each_candidate_is_one_rules_and_no_value_is_said() {
    let classes =
        [Class::PrivateKey, Class::ProviderToken, Class::Weak, Class::Placeholder, Class::Plain];
    let holders = [
        Holder::Url,
        Holder::SecretManifest,
        Holder::ConfigMap,
        Holder::ContainerEnvironment,
        Holder::Dockerfile,
        Holder::EnvironmentFile,
        Holder::ApplicationFile,
        Holder::Documentation,
        Holder::Text,
    ];
    for class in classes {
        for holder in holders {
            let found = rules_that_report(&candidate(class, holder));
            assert_eq!(found.len(), 1, "{class:?} in {holder:?}: {found:?}");
        }
    }
}

#[test]
fn secrets_are_masked_and_placeholders_are_not() {
    let files = fixture::parse(
        "//- .env\nDB_PASSWORD=Tq7-xW2m\nJWT_SECRET=your-secret-here\nURL=amqp://a:b9-xK@mq\n",
    );
    let report = engine::run(&files.files, &RuleSet::of(&shipped()));
    let starts: Vec<_> = report.secrets.iter().map(|it| it.span.start).collect();
    assert_eq!(starts, [12, 62]);
}

#[test]
fn a_literal_that_is_found_twice_is_one_finding() {
    // By its form in the text, and by the name of its setting.
    let token = ["gl", "pat-q7Rk2vXw9LmT4bZc8NhY"].concat();
    let files = fixture::parse(&format!("//- .env\nGITLAB_TOKEN={token}\n"));
    let report = engine::run(&files.files, &RuleSet::of(&shipped()));
    let found: Vec<_> = report.findings.iter().map(|it| (&*it.rule, &*it.message)).collect();
    assert_eq!(found, [("provider-token", "a GitLab access token")]);
}

fn shipped() -> Vec<&'static dyn Rule> {
    let rules = tidewaiter::rules::ALL.iter().map(|rule| *rule as &dyn Rule);
    rules.filter(|rule| rule.meta().scope == Scope::Text).collect()
}

fn rules_that_report(candidate: &Candidate) -> Vec<String> {
    let reports = |rule: &&dyn Rule| {
        let mut findings = Findings::of(rule.meta(), None);
        rule.check_text(std::slice::from_ref(candidate), &mut findings);
        !findings.is_empty()
    };
    shipped().into_iter().filter(reports).map(|rule| rule.meta().id.to_owned()).collect()
}

fn candidate(class: Class, holder: Holder) -> Candidate {
    Candidate {
        at: Location { file: FileId(0), span: Span::new(0, 1) },
        class,
        what: "a password".to_owned(),
        name: Some("PASSWORD".to_owned()),
        holder,
        context: Context::Unstated,
        in_comment: false,
        is_sure: true,
    }
}
