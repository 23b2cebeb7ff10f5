//! `tidewaiter rules` and `tidewaiter explain`.

use anyhow::bail;
use serde_json::{Value, json};

use super::{
    args::{ListFormat, Rules},
    packs::Packs,
    print,
};
use crate::{
    docs,
    rule::{Rule, RuleMeta},
    text::did_you_mean,
};

/// Prints a rule's page.
pub fn explain(id: &str, rules: &[&dyn Rule]) -> anyhow::Result<u8> {
    let Some(rule) = rules.iter().find(|it| it.meta().id == id) else {
        let of_topic: Vec<_> =
            rules.iter().map(|it| it.meta()).filter(|it| it.topic == id).collect();
        if !of_topic.is_empty() {
            print(table(&of_topic).as_bytes())?;
            return Ok(0);
        }
        let hint = did_you_mean(id, rules.iter().map(|it| it.meta().id));
        bail!("no rule is called `{id}`{hint}");
    };
    let page = docs::page(*rule);
    // What says where the page comes from is for who finds it in a folder.
    let page = page.split_once("-->\n").map_or(page.as_str(), |it| it.1).trim_start();
    print(page.as_bytes())?;
    Ok(0)
}

/// Prints the rules, by id.
pub fn list(args: &Rules, rules: &[&dyn Rule], packs: &Packs) -> anyhow::Result<u8> {
    if let Some(name) = &args.pack {
        return pack(name, packs);
    }
    let mut metas: Vec<_> = rules.iter().map(|it| it.meta()).collect();
    if let Some(topic) = &args.topic {
        let topics: Vec<_> = metas.iter().map(|it| it.topic).collect();
        if !topics.contains(&topic.as_str()) {
            bail!("no topic is called `{topic}`{}", did_you_mean(topic, topics));
        }
        metas.retain(|it| it.topic == topic);
    }
    let text = match args.format {
        ListFormat::Text => table(&metas),
        ListFormat::Json => {
            let rules: Vec<Value> = metas.iter().map(entry).collect();
            serde_json::to_string_pretty(&json!({"version": 1, "rules": rules}))? + "\n"
        }
    };
    print(text.as_bytes())?;
    Ok(0)
}

/// Prints what a pack demands, and what serves it.
fn pack(name: &str, packs: &Packs) -> anyhow::Result<u8> {
    let Some(pack) = packs.all.iter().find(|it| it.name == name) else {
        let hint = did_you_mean(name, packs.all.iter().map(|it| it.name.as_str()));
        bail!("no pack is called `{name}`{hint}");
    };
    let mut text = format!("{} {}: {}\n\n", pack.name, pack.version, pack.description.trim());
    let metas: Vec<_> = pack.policies.iter().map(Rule::meta).collect();
    text += &table(&metas);
    let statements = pack.statements();
    if !statements.is_empty() {
        text += "\n";
    }
    for it in &statements {
        text += &format!("{}  {}\n    {}\n", it.id, it.says, docs::served(it));
    }
    print(text.as_bytes())?;
    Ok(0)
}

fn table(metas: &[RuleMeta<'_>]) -> String {
    let width = metas.iter().map(|it| it.id.len()).max().unwrap_or(0);
    let row = |it: &RuleMeta<'_>| {
        let profile = format!("{:?}", it.profile).to_lowercase();
        format!("{:width$}  {:8}  {profile:8}  {}\n", it.id, it.severity.name(), it.summary)
    };
    metas.iter().map(row).collect()
}

fn entry(meta: &RuleMeta<'_>) -> Value {
    let options = meta.options.iter();
    let options = options
        .map(|it| json!({"name": it.name, "summary": it.summary, "default": it.default}))
        .collect::<Vec<_>>();
    let standards: Vec<_> = meta.standards.iter().map(ToString::to_string).collect();
    json!({
        "id": meta.id,
        "summary": meta.summary,
        "topic": meta.topic,
        "severity": meta.severity,
        "confidence": meta.confidence,
        "profile": meta.profile,
        "scope": meta.scope,
        "standards": standards,
        "options": options,
        "since": meta.since,
    })
}
