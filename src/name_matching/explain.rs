//! A match in one readable line: which words agree and why, which stand alone, what the other fields say.

use super::align::Likeness;
use super::evidence::Speaks;
use super::score::{NameMatch, WordMatch};
use super::screen::Match;

/// The comparison in one line.
pub(super) fn line(found: &Match) -> String {
    let mut parts = parts(&found.name);
    parts.extend(found.fields.iter().map(|f| {
        let side = match f.speaks {
            Speaks::For => "for",
            Speaks::Neither => "neutral",
            Speaks::Against => "against",
        };
        format!("{side}: {} {} ({} / {})", f.field, f.remark, f.asked, f.listed)
    }));
    parts.join("; ")
}

/// The comparison of two names in one line.
pub(super) fn line_of_names(found: &NameMatch) -> String {
    parts(found).join("; ")
}

fn parts(found: &NameMatch) -> Vec<String> {
    let mut parts: Vec<String> = found.words.iter().map(word).collect();
    let alone =
        |words: &[String], whose: &str| (!words.is_empty()).then(|| format!("only {whose}: {}", words.join(" ")));
    parts.extend(alone(&found.only_asked, "in the name asked for"));
    parts.extend(alone(&found.only_listed, "on the list"));
    parts.extend(found.remarks.iter().cloned());
    parts
}

fn word(pair: &WordMatch) -> String {
    if pair.how == Likeness::Same && pair.asked == pair.listed {
        return format!("{} =", pair.asked);
    }
    let why = match pair.how {
        Likeness::Same => "same",
        Likeness::Variant => "spelling of one name",
        Likeness::Sound => "sounds the same",
        Likeness::Nickname => "short or foreign form",
        Likeness::Initial => "initial",
        Likeness::Letters => "few letters differ",
        Likeness::Scrambled => "same letters in another order",
        Likeness::Consonants => "same consonants",
        Likeness::Joined => "joined",
    };
    format!("{} ~ {} ({why}, {:.0} %)", pair.asked, pair.listed, pair.likeness * 100.0)
}
