//! `dualuse entry CODE`: one provision as the register holds it, with everything above and below it.

use clap::Args as ClapArgs;

use super::{Common, ExitStatus, Format};
use crate::domain::ControlCode;
use crate::report::{entry_page, entry_view};
use crate::screening::Lists;

/// Show an entry or one of its provisions.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// A control code, such as 3A001 or 3A001.b.2.
    code: ControlCode,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Runs the command.
///
/// # Errors
/// A code the register does not hold, with the nearest ones; lists with faults.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<ExitStatus> {
    let register = Lists::register_of(&common.lists()?)?;
    let Some(id) = register.find(&args.code) else {
        let near: Vec<String> = register.nearest_codes(&args.code).iter().map(ToString::to_string).collect();
        anyhow::bail!("the register holds no {}; near: {}", args.code, near.join(", "));
    };
    let official = super::official_text::load(common)?.unwrap_or_default();
    let view = entry_view(&register, id, &official);
    match args.format {
        Format::Table => print!("{}", entry_page(&view, common.page())),
        Format::Json => println!("{}", serde_json::to_string_pretty(&view)?),
        Format::Ndjson => println!("{}", serde_json::to_string(&view)?),
    }
    Ok(ExitStatus::NothingFound)
}
