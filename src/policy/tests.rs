use super::{
    file::{BodyFile, PolicyFile},
    rule::sound,
    *,
};
use crate::{rule::Rule, tree::Literal};

const HOST_NETWORK: &str = include_str!("../../rules/container/host-network.yaml");

fn load(change: (&str, &str)) -> Result<Policy, String> {
    let yaml = HOST_NETWORK.replace(change.0, change.1);
    Policy::load("container/host-network.yaml", &yaml).map_err(|error| error.to_string())
}

#[test]
fn a_literal_has_the_type_it_is_written_with() {
    let equals = |written| {
        let yaml = HOST_NETWORK.replace("equals: true", written);
        let file: PolicyFile = from_yaml(&yaml).expect("a policy");
        file.parts().1.find.and_then(|it| it.equals)
    };
    assert_eq!(equals("equals: true"), Some(Literal::Bool(true)));
    assert_eq!(equals("equals: 'true'"), Some(Literal::Text("true".into())));
    assert_eq!(equals("equals: 0"), Some(Literal::Int(0)));
    assert_eq!(equals("equals: no"), Some(Literal::Text("no".into())));
    assert_eq!(equals("equals: null"), Some(Literal::Null));
}

/// What is wrong, with the letters under which the carets stand.
fn fault(change: (&str, &str)) -> (String, String) {
    let said = load(change).map(drop).expect_err("a fault");
    let lines: Vec<_> = said.lines().collect();
    let [.., line, carets] = lines.as_slice() else { return (said, String::new()) };
    let start = carets.find('^').unwrap_or_default();
    let end = carets.rfind('^').map_or(0, |it| it + 1);
    let meant = line.get(start..end).unwrap_or_default().to_owned();
    (said, meant)
}

#[test]
fn what_is_wrong_with_a_file_is_said_where_it_stands() {
    for (change, message, meant) in [
        (("since:", "sinze:"), "no such key: `sinze`; did you mean `since`?", "sinze"),
        (("equals: true", "eqals: true"), "no such key: `eqals`; did you mean `equals`?", "eqals"),
        (
            ("severity: high", "severity: hihg"),
            "one of `info`, `low`, `medium`, `high`, `critical` is expected here; did you mean `high`?",
            "hihg",
        ),
        (("summary:", "#"), "`summary` is missing; write for example `summary: ", "id"),
        (
            ("equals: true", "equals: {a: 1}"),
            "a text, a number, `true`, `false` or `null` is expected here",
            "{a",
        ),
        (("workloads[*]", "workloads[x]"), "expected at column 10", "workloads[x].host_network"),
        (("id: host", "id: ghost"), "`<topic>/ghost-network.yaml`", "ghost-network"),
        (("message: ", "message: '{' #"), "never closed", "'{'"),
        (("equals: true", "matches: '('"), "no pattern", "'('"),
        (("equals: true", "older: latest"), "no version", "latest"),
        (("equals: true", "below: soon"), "no amount", "soon"),
        (("equals: true", "below-option: max"), "the rule has no option `max`", "max"),
        (("[workload, compose]", "[deploymnt]"), "did you mean `deployment`?", "deploymnt"),
        (("equals: true", "cel: 'a >'"), "no expression", "'a >'"),
        (("workloads[*]", "workload[*]"), "did you mean `workloads`?", "workload[*].host_network"),
        (
            ("equals: true", "cel: 'a > b', values: {a: x}"),
            "no expression: `b` is none of its `values`",
            "'a > b'",
        ),
    ] {
        let (said, pointed) = fault(change);
        assert!(said.contains(message), "{said}");
        assert_eq!(pointed, meant, "{said}");
        assert!(said.starts_with("container/host-network.yaml:"), "{said}");
    }
    let of_all = load(("over: facts", "over: workspace\ncontexts: [production]"));
    assert!(of_all.expect_err("a fault").contains("have no context"));
    assert!(load(("select:", "setting:")).expect_err("a fault").contains("over: program"));
    assert!(load(("equals: true", "schema: {type: 3}")).expect_err("a fault").contains("Schema"));
}

#[test]
fn all_that_ship_load() {
    let policies = shipped().expect("sound policies");
    assert!(policies.iter().any(|it| it.meta().id == "host-network"));
    let packs = packs().expect("sound packs");
    for policy in policies.iter().chain(packs.iter().flat_map(|it| &it.policies)) {
        let id = &policy.head.id;
        let body: BodyFile = serde_json::from_str(policy.body.json).expect(id);
        sound(&body, &policy.head).expect(id);
        assert!(policy.body().is_some() && !policy.prose().why.is_empty(), "{id}");
    }
}
