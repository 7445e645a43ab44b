//! Licensing decisions a second on one core, beside the floor of the same run: looking the destination up and copying the
//! case. At least 200,000 decisions a second are wanted; the throughput line of the report says how many there are.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dualuse::control_list::ListSource;
use dualuse::domain::ControlCode;
use dualuse::licensing::{LicensingCase, LicensingRules, Listing, decide};

const CODES: [&str; 8] =
    ["1C350.24", "2B001.b.2", "3A001.a.5", "3A001.b.2", "5A002.a.2", "6A003.b.4", "9A004", "9E001"];

/// What exporters state most often: nothing; a civil use; a military use; a repair.
const FACTS: [&[(&str, &str)]; 4] = [
    &[],
    &[("end_user", "civil")],
    &[("end_user", "military")],
    &[("purpose", "repair"), ("repair_original_end_user", "yes"), ("first_export_authorised_on", "2024-01-01")],
];

/// Every destination with every code and every set of facts.
fn cases(rules: &LicensingRules) -> Vec<LicensingCase> {
    let day = "2026-11-23".parse().expect("a date");
    let mut cases = Vec::new();
    for to in rules.destinations.all() {
        for code in CODES {
            let code: ControlCode = code.parse().expect("a code");
            for facts in FACTS {
                let mut case = LicensingCase::new(Listing::Listed, vec![code.clone()], Some(to.code.clone()), day);
                case.from = "DE".parse().ok();
                for (name, value) in facts {
                    case.facts.state(name, value).expect("a fact");
                }
                cases.push(case);
            }
        }
    }
    cases
}

fn decisions(c: &mut Criterion) {
    let rules = LicensingRules::load(&ListSource::embedded()).expect("the embedded rules have no faults");
    let cases = cases(&rules);
    let mut group = c.benchmark_group("licensing decisions, one core");
    group.throughput(Throughput::Elements(cases.len() as u64)).sample_size(10);
    group.bench_function("floor: look the destination up and copy the case", |b| {
        b.iter(|| {
            for case in &cases {
                black_box((case.clone(), case.to.as_ref().and_then(|to| rules.destinations.get(to))));
            }
        });
    });
    group.bench_function("decide", |b| {
        b.iter(|| {
            for case in &cases {
                black_box(decide(case, &rules));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, decisions);
criterion_main!(benches);
