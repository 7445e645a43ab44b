//! Configuration: one TOML file, then environment variables, then flags; each later one wins. Every long option of every
//! command can be set in all three ways under the same name. `dualuse config show` says where each value comes from.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::builder::OsStr;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args as ClapArgs, Command, CommandFactory, Subcommand};

use super::terminal::print;
use super::{Cli, Common, ExitStatus};
use crate::report::Tone;

/// The variable that names the file.
const VARIABLE: &str = "DUALUSE_CONFIG";
/// The file in the folder where the command is run.
const HERE: &str = "dualuse.toml";
/// Options that belong to one run and are never read from a file or the environment.
const ONE_RUN: [&str; 9] =
    ["output", "force", "resume", "dry-run", "save-profile", "shard", "config", "help", "version"];

/// Show or explain the configuration.
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Every option that has a value, with where it comes from.
    Show,
}

/// Values of a file, by command (empty for all commands) and option.
type Values = BTreeMap<(String, String), Vec<String>>;

/// The configuration file that applies and its values.
struct ConfigFile {
    path: PathBuf,
    values: Values,
}

/// The command line with the values of file and environment put below the flags.
///
/// # Errors
/// A file that is named and missing, or holds something that is no option.
pub(super) fn command() -> anyhow::Result<Command> {
    let file = find()?;
    let command = Cli::command();
    Ok(with_values(command, file.as_ref()))
}

fn find() -> anyhow::Result<Option<ConfigFile>> {
    if let Some(path) = named_by_flag(std::env::args_os()) {
        return ConfigFile::load(&path).with_context(|| "--config").map(Some);
    }
    if let Some(path) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
        return ConfigFile::load(Path::new(&path)).with_context(|| VARIABLE).map(Some);
    }
    let places = [Some(PathBuf::from(HERE)), in_home()];
    places.into_iter().flatten().find(|path| path.is_file()).map(|path| ConfigFile::load(&path)).transpose()
}

/// `config.toml` in the user's own folder of configurations.
fn in_home() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("XDG_CONFIG_HOME").or_else(|| set("APPDATA")).or_else(|| Some(set("HOME")?.join(".config")))?;
    Some(folder.join("dualuse").join("config.toml"))
}

/// The flag is read before all others: it decides what they default to.
fn named_by_flag(arguments: impl Iterator<Item = OsString>) -> Option<PathBuf> {
    let mut arguments = arguments.skip(1).take_while(|argument| argument != "--");
    while let Some(argument) = arguments.next() {
        if argument == "--config" {
            return arguments.next().map(PathBuf::from);
        }
        if let Some(path) = argument.to_str().and_then(|text| text.strip_prefix("--config=")) {
            return Some(PathBuf::from(path));
        }
    }
    None
}

impl ConfigFile {
    fn load(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let table: toml::Table = toml::from_str(&text)
            .map_err(|error| anyhow::anyhow!("{} is no TOML: {}", path.display(), error.to_string().trim()))?;
        let (values, faults) = read(&table, &Cli::command());
        anyhow::ensure!(faults.is_empty(), "{}:\n       {}", path.display(), faults.join("\n       "));
        Ok(Self { path: path.to_owned(), values })
    }

    fn value(&self, command: &str, option: &str) -> Option<&[String]> {
        self.values.get(&(command.to_owned(), option.to_owned())).map(Vec::as_slice)
    }
}

/// The values of a file, and every key that is no option.
fn read(table: &toml::Table, root: &Command) -> (Values, Vec<String>) {
    let (mut values, mut faults) = (Values::new(), Vec::new());
    for (key, value) in table {
        match (value, root.find_subcommand(key.replace('_', "-"))) {
            (toml::Value::Table(inner), Some(command)) => {
                for (key, value) in inner {
                    take(command.get_name(), command, key, value, &mut values, &mut faults);
                }
            }
            _ => take("", root, key, value, &mut values, &mut faults),
        }
    }
    (values, faults)
}

fn take(name: &str, command: &Command, key: &str, value: &toml::Value, values: &mut Values, faults: &mut Vec<String>) {
    let option = key.replace('_', "-");
    let place = if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
    let known: Vec<&str> = options(command).filter_map(Arg::get_long).collect();
    if !known.contains(&option.as_str()) {
        let near = known.iter().max_by(|a, b| {
            strsim::jaro_winkler(a, &option).total_cmp(&strsim::jaro_winkler(b, &option)).then_with(|| b.cmp(a))
        });
        let hint = near.map(|near| format!("; near is `{near}`")).unwrap_or_default();
        faults.push(format!("`{place}` is no option that a file can set{hint}"));
        return;
    }
    match texts(value) {
        Some(texts) => {
            values.insert((name.to_owned(), option), texts);
        }
        None => faults.push(format!("`{place}`: write a text, a number, true, false, or a list of these")),
    }
}

fn texts(value: &toml::Value) -> Option<Vec<String>> {
    let one = |value: &toml::Value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(_) | toml::Value::Float(_) | toml::Value::Boolean(_) | toml::Value::Datetime(_) => {
            Some(value.to_string())
        }
        _ => None,
    };
    match value {
        toml::Value::Array(list) => list.iter().map(one).collect(),
        other => one(other).map(|text| vec![text]),
    }
}

/// The options of a command that may be set in a file or the environment.
fn options(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|arg| arg.get_long().is_some_and(|long| !ONE_RUN.contains(&long)))
}

/// The variable of an option: `DUALUSE_BATCH_MIN_SCORE`, or `DUALUSE_DATA_DIR` for one of all commands.
fn variable(command: &str, option: &str) -> String {
    let parts = ["DUALUSE", command, option].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_").replace('-', "_").to_uppercase()
}

fn with_values(root: Command, file: Option<&ConfigFile>) -> Command {
    let names: Vec<String> = root.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let root = root.mut_args(|arg| with_value(arg, "", file));
    names.into_iter().fold(root, |root, name| {
        root.mut_subcommand(name.clone(), |command| command.mut_args(|arg| with_value(arg, &name, file)))
    })
}

fn with_value(arg: Arg, command: &str, file: Option<&ConfigFile>) -> Arg {
    let Some(long) = arg.get_long().map(str::to_owned).filter(|long| !ONE_RUN.contains(&long.as_str())) else {
        return arg;
    };
    let arg = if arg.get_env().is_none() { arg.env(OsStr::from(variable(command, &long))).hide_env(true) } else { arg };
    match file.and_then(|file| file.value(command, &long)) {
        Some(values) => arg.default_values(values.to_vec()),
        None => arg,
    }
}

/// Runs the command.
///
/// # Errors
/// A configuration file that cannot be read.
pub fn run(args: &Args, matches: &ArgMatches, common: &Common) -> anyhow::Result<ExitStatus> {
    let What::Show = args.what;
    let file = find()?;
    let mut page = common.page();
    let root = Cli::command();
    let mut rows = Vec::new();
    for arg in options(&root) {
        rows.extend(row("", arg, file.as_ref(), Some(matches)));
    }
    for command in root.get_subcommands() {
        for arg in options(command).filter(|arg| !arg.is_global_set()) {
            rows.extend(row(command.get_name(), arg, file.as_ref(), None));
        }
    }
    page.table(&["Option", "Value", "From"], &rows);
    let used = file.map_or_else(
        || format!("no configuration file; read would be --config FILE, {VARIABLE}, {HERE} here, or {}", home_words()),
        |file| format!("configuration file: {}", file.path.display()),
    );
    page.paragraph(0, &used);
    page.paragraph(0, "A flag goes before its environment variable, a variable before the file.");
    print(&page.into_text());
    Ok(ExitStatus::NothingFound)
}

fn home_words() -> String {
    in_home().map_or_else(|| "config.toml in the user's folder".to_owned(), |path| path.display().to_string())
}

/// An option with its value and where that comes from; nothing where it has none.
fn row(
    command: &str,
    arg: &Arg,
    file: Option<&ConfigFile>,
    matches: Option<&ArgMatches>,
) -> Option<(Tone, Vec<String>)> {
    let long = arg.get_long()?;
    let name = if command.is_empty() { format!("--{long}") } else { format!("{command} --{long}") };
    let flag = matches.filter(|matches| matches.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine));
    if let Some(values) = flag.and_then(|matches| matches.get_raw(arg.get_id().as_str())) {
        let text: Vec<String> = values.map(|value| value.to_string_lossy().into_owned()).collect();
        return Some((Tone::Open, vec![name, text.join(", "), "flag".to_owned()]));
    }
    let variable = arg.get_env().map_or_else(|| variable(command, long), |own| own.to_string_lossy().into_owned());
    if let Some(value) = std::env::var_os(&variable) {
        return Some((
            Tone::Open,
            vec![name, value.to_string_lossy().into_owned(), format!("environment, {variable}")],
        ));
    }
    if let Some((file, values)) = file.and_then(|file| Some((file, file.value(command, long)?))) {
        return Some((Tone::Open, vec![name, values.join(", "), format!("file {}", file.path.display())]));
    }
    let built_in: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let switch = matches!(arg.get_action(), ArgAction::SetTrue | ArgAction::SetFalse);
    (!built_in.is_empty() && !switch).then(|| (Tone::Plain, vec![name, built_in.join(", "), "built in".to_owned()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Values, Vec<String>) {
        read(&toml::from_str(text).unwrap(), &Cli::command())
    }

    #[test]
    fn every_key_that_is_no_option_is_told_with_the_nearest() {
        let (_, faults) = parsed("widht = 80\n[batch]\nmin_scor = 0.8\nforce = true\nfrom = { a = 1 }\n");
        let text = faults.join("\n");
        assert_eq!(faults.len(), 4, "{text}");
        assert!(text.contains("near is `width`") && text.contains("near is `min-score`"), "{text}");
    }

    #[test]
    fn both_spellings_of_an_option_are_read() {
        let (values, faults) =
            parsed("width = 90\n[batch]\nmin_score = 0.8\n\"max-cells\" = 5\nmap = [\"to=G\", \"code=H\"]\n");
        assert_eq!(faults, Vec::<String>::new());
        let of = |command: &str, option: &str| values[&(command.to_owned(), option.to_owned())].join(" ");
        assert_eq!(of("batch", "map"), "to=G code=H");
        assert_eq!(
            (of("", "width"), of("batch", "min-score"), of("batch", "max-cells")),
            ("90".into(), "0.8".into(), "5".into())
        );
    }

    #[test]
    fn the_flag_is_found_in_both_forms_and_not_behind_the_end_of_options() {
        let find = |words: &[&str]| named_by_flag(words.iter().map(OsString::from));
        assert_eq!(find(&["dualuse", "--config", "a.toml", "batch"]), Some("a.toml".into()));
        assert_eq!(find(&["dualuse", "batch", "--config=b.toml"]), Some("b.toml".into()));
        assert_eq!(find(&["dualuse", "check", "--", "--config=b.toml"]), None);
    }

    #[test]
    fn the_command_line_is_in_order_with_a_file_below_it() {
        let (values, _) = parsed("[batch]\nfrom = \"AT\"\nmilitary = true\n");
        let file = ConfigFile { path: "x.toml".into(), values };
        let mut command = with_values(Cli::command(), Some(&file));
        command.build();
        command.clone().debug_assert();
        let matches = command.try_get_matches_from(["dualuse", "batch", "o.csv"]).unwrap();
        let (_, batch) = matches.subcommand().unwrap();
        assert_eq!(batch.get_one::<String>("from").map(String::as_str), Some("AT"));
        assert!(batch.get_flag("military"));
    }
}
