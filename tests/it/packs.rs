//! The packs that ship: their rules hold, and serve every demand that they name.

use std::{collections::BTreeMap, env, fs, path::Path};

use serde_json::json;
use tidewaiter::{
    docs,
    engine::{self, Files, RuleSet},
    fixture,
    policy::{self, Pack},
    report,
    rule::Rule,
};

use crate::common::shell;

/// How many demands each guide makes.
const DEMANDS: [(&str, usize); 5] =
    [("caracal", 89), ("cca", 47), ("cqar", 65), ("cra", 40), ("craton", 37)];

#[test]
fn rules_of_packs_keep_their_word() {
    let packs = policy::packs().unwrap();
    let rules = packs.iter().flat_map(|it| &it.policies);
    let faults: Vec<_> = rules.flat_map(|rule| fixture::check_examples(rule)).collect();
    assert!(faults.is_empty(), "\n\n{}", faults.join("\n"));
}

#[test]
fn every_demand_is_served_or_said_to_be_beyond_reach() {
    let packs = policy::packs().unwrap();
    let policies = policy::shipped().unwrap();
    let general: Vec<_> = engine::shipped(&policies).iter().map(|it| it.meta().id).collect();
    let mut faults = Vec::new();
    for pack in &packs {
        let own: Vec<_> = pack.policies.iter().map(|it| it.meta().id).collect();
        for it in pack.statements() {
            let answers = [!it.by.is_empty(), it.undecidable.is_some(), it.ask.is_some()];
            if answers.iter().filter(|it| **it).count() != 1 {
                faults.push(format!("{}: served, undecidable or asked: one of the three", it.id));
            }
            for rule in it.by.iter().filter(|id| !own.contains(&id.as_str())) {
                if !general.contains(&rule.as_str()) {
                    faults.push(format!("{}: no rule `{rule}` serves it any more", it.id));
                }
            }
        }
        faults.extend(pack.policies.iter().flat_map(|rule| strangers(pack, rule)));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What breaks a demand, and what keeps it: no two share their examples.
#[test]
fn each_demand_that_is_served_has_examples_of_its_own() {
    let packs = policy::packs().unwrap();
    let policies = policy::shipped().unwrap();
    let general = engine::shipped(&policies);
    let (mut faults, mut known) = (Vec::new(), BTreeMap::new());
    for pack in &packs {
        let own = pack.policies.iter().map(|it| it as &dyn Rule);
        let rules: Vec<_> = general.iter().copied().chain(own).collect();
        for it in pack.statements().iter().filter(|it| !it.by.is_empty()) {
            let Some((fails, passes)) = pack.examples(it) else {
                faults.push(format!("{}: has no examples", it.id));
                continue;
            };
            for text in [fails, passes] {
                if let Some(other) = known.insert(text.to_owned(), it.id.clone()) {
                    faults.push(format!("{}: has an example of {other}", it.id));
                }
            }
            faults.extend(fixture::check_statement(pack, it, &rules));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What a rule says it serves, and the pack does not.
fn strangers(pack: &Pack, rule: &policy::Policy) -> Vec<String> {
    let id = rule.meta().id;
    let statements = pack.statements();
    if rule.statements().is_empty() {
        return vec![format!("{id} serves no statement")];
    }
    let is_listed =
        |name: &str| statements.iter().any(|it| it.id == name && it.by.iter().any(|by| by == id));
    let strange = rule.statements().iter().filter(|it| !is_listed(it));
    strange.map(|it| format!("{id} serves {it}, and the pack does not say so")).collect()
}

#[test]
fn no_demand_is_left_out() {
    let packs = policy::packs().unwrap();
    let counts: Vec<_> = packs.iter().map(|it| (it.name.as_str(), it.statements().len())).collect();
    assert_eq!(counts, DEMANDS);
    for pack in &packs {
        let prefix = pack.name.to_uppercase();
        let names = (1..).map(|number| format!("{prefix}-P{number:03}"));
        let listed: Vec<_> = pack.statements().into_iter().map(|it| it.id).collect();
        assert!(names.take(listed.len()).eq(listed), "{}", pack.name);
    }
}

#[test]
fn the_page_of_systems_is_fresh() {
    const PATH: &str = "docs/systems.md";
    let made = docs::systems(&policy::packs().unwrap());
    if env::var_os("UPDATE").is_some() {
        fs::write(PATH, &made).unwrap();
    }
    assert_eq!(fs::read_to_string(PATH).unwrap(), made, "run `UPDATE=1 cargo test`");
}

/// The ids of all that the packs find in some files.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let packs = policy::packs().unwrap();
    let rules: Vec<_> =
        packs.iter().flat_map(|it| &it.policies).map(|it| it as &dyn Rule).collect();
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let report = engine::run(&Files::in_memory(files.collect::<Vec<_>>()), &RuleSet::of(&rules));
    report.findings.iter().map(|it| it.rule.to_string()).collect()
}

/// The same settings, in each form that a deployment may give them.
fn forms(settings: &[(&str, &str)]) -> BTreeMap<&'static str, (String, String)> {
    let lines = |each: &dyn Fn(&str, &str) -> String| {
        settings.iter().map(|(name, value)| each(name, value)).collect::<String>()
    };
    let object = |kind: &str, field: &str| {
        let rows = lines(&|name, value| format!("  {name}: \"{value}\"\n"));
        format!("apiVersion: v1\nkind: {kind}\nmetadata: {{name: any}}\n{field}:\n{rows}")
    };
    let entries = lines(&|name, value| format!("      {name}: \"{value}\"\n"));
    let listed = lines(&|name, value| {
        format!("            - name: {name}\n              value: \"{value}\"\n")
    });
    BTreeMap::from([
        (".env", (".env".to_owned(), lines(&|name, value| format!("{name}={value}\n")))),
        ("renamed", ("deep/er/prod.env".to_owned(), lines(&|a, b| format!("{a}='{b}'\n")))),
        ("shell", ("run.sh".to_owned(), lines(&|a, b| format!("export {a}=\"{b}\"\n")))),
        ("TOML", ("app.toml".to_owned(), lines(&|a, b| format!("{a} = \"{b}\"\n")))),
        ("properties", ("app.properties".to_owned(), lines(&|a, b| format!("{a}={b}\n")))),
        ("YAML", ("config.yaml".to_owned(), lines(&|a, b| format!("{a}: \"{b}\"\n")))),
        ("ConfigMap", ("x.yml".to_owned(), object("ConfigMap", "data"))),
        (
            "Compose",
            (
                "stack.yaml".to_owned(),
                format!("services:\n  a:\n    image: any:1\n    environment:\n{entries}"),
            ),
        ),
        (
            "Deployment",
            (
                "y.yaml".to_owned(),
                format!(
                    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: any}}\nspec:\n  \
                     template:\n    spec:\n      containers:\n        - name: a\n          \
                     image: any:1\n          env:\n{listed}"
                ),
            ),
        ),
        (
            "guide",
            (
                "guide.md".to_owned(),
                format!("# Any\n\n```bash\n{}```\n", lines(&|a, b| format!("export {a}={b}\n"))),
            ),
        ),
    ])
}

#[test]
fn settings_are_judged_alike_in_every_form_and_order() {
    for (rule, settings) in [
        ("cra-env-unknown", [("CRA_DEBUG", "false"), ("CRA_ENV", "prod")]),
        ("cra-debug-in-production", [("CRA_DEBUG", "true"), ("CRA_ENV", "production")]),
        ("craton-auth-mode-unknown", [("VDB_DATA_DIR", "/data"), ("VDB_AUTH_MODE", "oauth")]),
        ("cqar-ack-wait-not-as-planned", [("SERVICE_NAME", "cqar"), ("EVENTBUS_ACK_WAIT", "5s")]),
        (
            "cca-dangerous-permissions",
            [("CCA__DAEMON__MAX_AGENTS", "2"), ("CCA__AGENTS__PERMISSIONS__MODE", "dangerous")],
        ),
    ] {
        let mut reversed = settings;
        reversed.reverse();
        for order in [settings, reversed] {
            for (form, (path, text)) in forms(&order) {
                let found = found(&[(&path, &text)]);
                assert!(found.iter().any(|it| it == rule), "{rule} in {form}: {found:?}\n{text}");
            }
        }
    }
}

#[test]
fn nothing_is_said_of_other_systems() {
    let settings = [("SHOP_ENV", "prod"), ("SHOP_DEBUG", "true"), ("AUTH_MODE", "oauth")];
    for (form, (path, text)) in forms(&settings) {
        assert_eq!(found(&[(&path, &text)]), [""; 0], "{form}");
    }
    // A system beside it makes it none of that system.
    let (path, text) = &forms(&settings)["Deployment"];
    let own = "CRA_ENV=production\nCRA_DEBUG=true\n";
    assert_eq!(found(&[(path, text), (".env", own)]), ["cra-debug-in-production"]);
}

/// Small repositories modelled on the five systems: what is done well is passed over, and
/// of the rest each fault is found, by each rule that there is.
#[test]
fn repositories_of_the_systems_are_reviewed_as_expected() {
    let packs = policy::packs().unwrap();
    let rules: Vec<_> =
        packs.iter().flat_map(|it| &it.policies).map(|it| it as &dyn Rule).collect();
    let rules = RuleSet::of(&rules);
    let mut folders: Vec<_> = fs::read_dir("testdata/systems").unwrap().flatten().collect();
    folders.retain(|it| it.path().is_dir());
    assert_eq!(folders.len(), 10);
    for folder in folders.iter().map(std::fs::DirEntry::path) {
        let mut files = Vec::new();
        collect(&folder, &folder, &mut files);
        let said = report::plain(&engine::run(&Files::in_memory(files), &rules));
        let beside = folder.with_extension("expected.txt");
        if env::var_os("UPDATE").is_some() {
            fs::write(&beside, &said).unwrap();
        }
        assert_eq!(fs::read_to_string(&beside).unwrap(), said, "UPDATE=1 writes {beside:?}");
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with("-good") {
            assert_eq!(said, "", "{name}");
        }
        let Some(name) = name.strip_suffix("-bad") else { continue };
        let pack = packs.iter().find(|it| it.name == name).unwrap();
        let ids = pack.policies.iter().map(|it| it.meta().id);
        let silent = ids.filter(|id| !said.contains(&format!("[{id}]")));
        assert_eq!(silent.collect::<Vec<_>>(), [""; 0], "{name}");
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            files.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The blocks of YAML of a page that are rules.
fn rules_of(page: &str) -> Vec<String> {
    let page = fs::read_to_string(page).unwrap();
    let blocks = page.split("\n```yaml\n").skip(1).map(|it| it.split("\n```\n").next().unwrap());
    blocks.filter(|it| it.starts_with("id: ")).map(|it| format!("{it}\n")).collect()
}

#[test]
fn the_rules_of_the_guides_for_authors_hold() {
    let load = |yaml: &str| {
        let id = yaml.lines().next().unwrap().trim_start_matches("id: ");
        let id = id.split(' ').next().unwrap();
        policy::Policy::load(&format!("docs/{id}.yaml"), yaml).unwrap_or_else(|it| panic!("{it}"))
    };
    let written = rules_of("docs/writing-rules.md");
    assert_eq!(written.len(), 3);
    let faults = written.iter().flat_map(|it| fixture::check_examples(&load(it)));
    let faults: Vec<_> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let migrated = rules_of("docs/migrating.md");
    assert_eq!(migrated.len(), 4);
    for it in migrated {
        load(&format!("{it}why: x\nfix: x\nexamples: []\n"));
    }
}

#[test]
fn the_schema_of_rules_is_fresh_and_takes_all_that_ship() {
    const PATH: &str = "rules/schema.json";
    let schema = policy::schema::schema();
    let made = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    if env::var_os("UPDATE").is_some() {
        fs::write(PATH, &made).unwrap();
    }
    assert_eq!(fs::read_to_string(PATH).unwrap(), made, "run `UPDATE=1 cargo test`");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut files = Vec::new();
    collect(Path::new("rules"), Path::new("rules"), &mut files);
    let is_rule = |it: &&(String, String)| it.1.starts_with("id: ");
    let rules: Vec<_> = files.iter().filter(is_rule).collect();
    assert!(rules.len() > 150);
    for (path, yaml) in rules {
        let options = serde_saphyr::options! { strict_booleans: true };
        let value: serde_json::Value = serde_saphyr::from_str_with_options(yaml, options).unwrap();
        let faults: Vec<_> = validator.iter_errors(&value).map(|it| it.to_string()).collect();
        assert!(faults.is_empty(), "{path}: {faults:?}");
    }
    for bad in [json!({"id": "A b"}), json!({"id": "a", "selct": "$"}), json!([])] {
        assert!(!validator.is_valid(&bad), "{bad}");
    }
}

#[test]
fn a_rule_is_written_tested_and_used_as_a_pack() {
    let shell = shell(&[(
        "web.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 1}\n",
    )]);
    let said = shell.run("new rule too-few --folder policy");
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(shell.run("new rule too-few --folder policy").code, 2);
    assert_eq!(shell.run("new rule Too_Few").code, 2);
    let said = shell.run("test policy");
    assert_eq!((said.code, said.out.as_str()), (0, "too-few: 2 examples ok\n1 rules, 0 failed\n"));
    let rule = shell.read("policy/too-few.yaml");
    shell.write("policy/too-few.yaml", rule.replace("below: 2", "below: 1"));
    let said = shell.run("test policy/too-few.yaml");
    assert_eq!(said.code, 1);
    let row = "  - //          ^ this workload has only 1 replica\n";
    assert!(said.out.contains(row), "{}", said.out);
    shell.write("policy/too-few.yaml", rule.replace("select:", "selct:"));
    let said = shell.run("test policy");
    assert_eq!(said.code, 2);
    assert!(said.err.contains("selct") && said.err.contains("too-few.yaml"), "{}", said.err);
    shell.write("policy/too-few.yaml", &rule);
    shell.write("policy/pack.yaml", "name: ours\nversion: 1.0.0\ndescription: What we ask.\n");
    shell.write("tidewaiter.yaml", "packs: [{path: policy}]\nrules: {too-few: high}\n");
    let said = shell.run("check web.yaml");
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("too-few"), "{}", said.out);
    let said = shell.run("rules --pack ours");
    assert!(said.out.contains("ours 1.0.0: What we ask.") && said.out.contains("too-few"));
    shell.write("empty/pack.yaml", "name: empty\nversion: 1.0.0\ndescription: x\n");
    assert!(shell.run("test empty").err.contains("at least one rule"));
}

#[test]
fn a_configuration_says_where_a_pack_applies() {
    let files = [("a/values.prod.yaml", "auditLogger: {enabled: false}\n")];
    let shell = shell(&files);
    assert_eq!(shell.run("check .").code, 0);
    shell.write("tidewaiter.yaml", "packs: [{name: caracal, files: ['a/**']}]\n");
    let said = shell.run("check .");
    assert!(said.out.contains("caracal-audit-log-off"), "{said:?}");
    shell.write("tidewaiter.yaml", "packs: [{name: caracel}]\n");
    assert!(shell.run("check .").err.contains("did you mean `caracal`"));
}
