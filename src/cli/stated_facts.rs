//! What the exporter states about a case beside item, way and parties: flags that `licence`, `check` and `batch` share.

use clap::Args as ClapArgs;

use crate::domain::StatedFact;
use crate::licensing::{VALUE_FACTS, YES_NO_FACTS};

/// Flags that state facts.
#[derive(Debug, Default, ClapArgs)]
pub struct FactArgs {
    /// A military end use or end user is involved.
    #[arg(long, conflicts_with = "civil")]
    military: bool,
    /// No military end use or end user is involved.
    #[arg(long)]
    civil: bool,
    /// Uses of concern the authority has told the exporter of.
    #[arg(long, value_name = "CONCERN")]
    informed: Vec<String>,
    /// Uses of concern the exporter knows of.
    #[arg(long, value_name = "CONCERN")]
    aware: Vec<String>,
    /// Uses of concern there are grounds to suspect.
    #[arg(long, value_name = "CONCERN")]
    suspects: Vec<String>,
    /// A further fact, `name=value`; `dualuse licence --help` lists the names.
    #[arg(long = "fact", value_name = "NAME=VALUE")]
    facts: Vec<String>,
}

/// A stated fact with the flag that states it.
pub struct Given {
    /// As in `--aware`.
    pub option: &'static str,
    /// Name and value.
    pub fact: StatedFact,
}

impl FactArgs {
    /// Whether a military end use or end user is stated, denied or neither.
    pub fn military(&self) -> Option<bool> {
        if self.military { Some(true) } else { self.civil.then_some(false) }
    }

    /// The facts in the order of the flags; what is no `name=value` goes to the faults.
    pub fn given(&self, faults: &mut Vec<String>) -> Vec<Given> {
        let concerns = [("--informed", &self.informed), ("--aware", &self.aware), ("--suspects", &self.suspects)];
        let mut given: Vec<Given> = Vec::new();
        for (option, values) in concerns {
            let name = option.trim_start_matches('-');
            given.extend(values.iter().map(|value| Given { option, fact: fact(name, value) }));
        }
        for text in &self.facts {
            match text.split_once('=') {
                Some((name, value)) => given.push(Given { option: "--fact", fact: fact(name, value) }),
                None => faults.push(format!("--fact {text}: write name=value")),
            }
        }
        given
    }

    /// The facts, each looked at with `check`; every refusal goes to the faults.
    pub fn checked(
        &self,
        check: impl Fn(&StatedFact) -> Result<Vec<String>, String>,
        faults: &mut Vec<String>,
    ) -> Vec<StatedFact> {
        let given = self.given(faults);
        for Given { option, fact } in &given {
            if let Err(sentence) = check(fact) {
                faults.push(format!("{option} {}={}: {sentence}", fact.name, fact.value));
            }
        }
        given.into_iter().map(|given| given.fact).collect()
    }
}

fn fact(name: &str, value: &str) -> StatedFact {
    StatedFact { name: name.trim().to_owned(), value: value.trim().to_owned() }
}

/// The names of the facts, as a page of help shows them.
pub fn help() -> String {
    let mut text = String::from(
        "Concerns: wmd, military, unlawful_parts, repression, public_security (several with commas).\n\nFacts with yes or no:\n",
    );
    for (name, says) in YES_NO_FACTS {
        text.push_str(&format!("  {name:<28} {says}\n"));
    }
    text.push_str("\nFacts with a value:\n");
    for (name, says) in VALUE_FACTS {
        text.push_str(&format!("  {name:<28} {says}\n"));
    }
    text
}
