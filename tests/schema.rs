//! The shipped JSON Schema describes what `batch --format ndjson` writes; a small reader of schemas checks it.

use std::path::Path;
use std::sync::OnceLock;

use assert_cmd::Command;
use serde_json::{Value, json};

fn schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/batch-row.schema.json");
        serde_json::from_str(&std::fs::read_to_string(path).expect("the schema")).expect("JSON")
    })
}

/// Every way in which `value` is not what `wanted` describes.
fn faults(value: &Value, wanted: &Value, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (keyword, rule) in wanted.as_object().expect("a schema is an object") {
        found.extend(keyword_faults(keyword, rule, value, place));
    }
    found
}

fn keyword_faults(keyword: &str, rule: &Value, value: &Value, place: &str) -> Vec<String> {
    let said = |fits: bool| if fits { Vec::new() } else { vec![format!("{place}: {keyword} {rule}, not {value}")] };
    let number = |least: bool| {
        value
            .as_f64()
            .is_none_or(|n| if least { n >= rule.as_f64().unwrap_or(0.0) } else { n <= rule.as_f64().unwrap_or(0.0) })
    };
    let all = || rule.as_array().expect("a list").iter();
    match keyword {
        "$schema" | "title" | "description" | "$defs" => Vec::new(),
        "$ref" => {
            let pointer = rule.as_str().and_then(|text| text.strip_prefix('#')).expect("a reference inside");
            faults(value, schema().pointer(pointer).expect("a definition"), place)
        }
        "type" => said(match rule.as_str().expect("a type") {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            other => panic!("type {other}"),
        }),
        "const" => said(value == rule),
        "enum" => said(all().any(|one| one == value)),
        "minimum" => said(number(true)),
        "maximum" => said(number(false)),
        "minItems" => said(value.as_array().is_none_or(|list| list.len() as u64 >= rule.as_u64().unwrap_or(0))),
        "required" => said(all().all(|name| value.get(name.as_str().expect("a name")).is_some())),
        "properties" => rule
            .as_object()
            .expect("properties")
            .iter()
            .filter_map(|(name, wanted)| Some((name, wanted, value.get(name)?)))
            .flat_map(|(name, wanted, inner)| faults(inner, wanted, &format!("{place}.{name}")))
            .collect(),
        "items" => {
            let items = value.as_array().into_iter().flatten().enumerate();
            items.flat_map(|(at, inner)| faults(inner, rule, &format!("{place}[{at}]"))).collect()
        }
        "anyOf" | "oneOf" => {
            let fitting = all().filter(|one| faults(value, one, place).is_empty()).count();
            if fitting == 0 {
                return all().flat_map(|one| faults(value, one, place)).collect();
            }
            said(keyword == "anyOf" || fitting == 1)
        }
        other => panic!("the schema uses {other}, which this test does not read"),
    }
}

fn lines() -> Vec<Value> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/orders.csv");
    let mut command = Command::cargo_bin("dualuse").expect("the program");
    let command = command
        .arg("batch")
        .arg(sample)
        .args(["--format", "ndjson", "--as-of", "2026-11-23"])
        .env("DUALUSE_DATA_DIR", "no-lists-here");
    let output = command.output().expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn every_line_of_the_sample_fits_the_schema() {
    let lines = lines();
    assert_eq!(lines.len(), 66);
    for line in &lines {
        let found = faults(line, schema(), "line");
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
    let unread = |line: &&Value| line["dualuse"].get("faults").is_some();
    assert_eq!(lines.iter().filter(unread).count(), 6, "both kinds of answer occur");
}

#[test]
fn the_schema_can_fail() {
    let mut line = lines().remove(0);
    for (field, wrong) in
        [("schema", json!(2)), ("verdict", json!("fine")), ("findings", json!({})), ("address", json!({}))]
    {
        let right = line["dualuse"][field].take();
        line["dualuse"][field] = wrong;
        assert!(!faults(&line, schema(), "line").is_empty(), "{field}");
        line["dualuse"][field] = right;
    }
    assert_eq!(faults(&line, schema(), "line"), Vec::<String>::new());
}
