//! Letters of other alphabets in Latin letters, as lists and passports write names: Cyrillic by language, Greek with its
//! double letters, Indic scripts with the vowel that is not written, Thai in the order it is spoken, Korean syllables.

/// Languages whose Cyrillic letters are carried over differently, told by letters only they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cyrillic {
    Russian,
    Ukrainian,
    Belarusian,
    Bulgarian,
    Serbian,
}

/// The characters of a name with Latin letters put in for those for which the general table will not do. Characters are
/// dealt with one by one, with their neighbours.
pub(super) struct Romaniser<'a> {
    characters: &'a [char],
    cyrillic: Cyrillic,
}

impl<'a> Romaniser<'a> {
    /// Looks at the whole name, to know its language.
    pub fn new(characters: &'a [char]) -> Self {
        Self { characters, cyrillic: language(characters) }
    }

    /// The Latin letters of the character at a place; nothing where the general table knows them.
    pub fn letters(&self, at: usize) -> Option<String> {
        let c = *self.characters.get(at)?;
        let neighbour = |by: isize| at.checked_add_signed(by).and_then(|at| self.characters.get(at)).copied();
        match u32::from(c) {
            0x370..=0x3ff | 0x1f00..=0x1fff => {
                greek(self.bare(at), at.checked_sub(1).map(|b| self.bare(b)), self.bare(at + 1))
            }
            0x400..=0x52f => self.cyrillic(c).map(str::to_owned),
            0x530..=0x58f => armenian(c, neighbour(1)).map(str::to_owned),
            0x900..=0xd7f => indic(c, neighbour(1)),
            0xe00..=0xe7f => Some(thai(c, neighbour(1), neighbour(-1))),
            0xac00..=0xd7a3 => Some(hangul(c)),
            _ => latin(c).map(str::to_owned),
        }
    }

    /// A character in lower case without accents, or a blank where there is none.
    fn bare(&self, at: usize) -> char {
        use unicode_normalization::UnicodeNormalization;
        let c = self.characters.get(at).copied().unwrap_or(' ');
        // A diaeresis keeps two vowels apart.
        if matches!(c, 'ϊ' | 'ΐ' | 'Ϊ') {
            return 'ϊ';
        }
        c.to_lowercase().nfd().next().unwrap_or(' ')
    }

    fn cyrillic(&self, c: char) -> Option<&'static str> {
        let lower = c.to_lowercase().next().unwrap_or(c);
        let own = match self.cyrillic {
            Cyrillic::Ukrainian => match lower {
                'г' => "h",
                'и' => "y",
                'й' | 'ї' => "i",
                _ => "",
            },
            Cyrillic::Belarusian => match lower {
                'г' => "h",
                'ў' => "u",
                _ => "",
            },
            Cyrillic::Bulgarian => match lower {
                'ъ' => "a",
                'щ' => "sht",
                _ => "",
            },
            Cyrillic::Serbian => match lower {
                'х' => "h",
                'ц' | 'ч' | 'ћ' => "c",
                'ш' => "s",
                'ж' => "z",
                'ђ' => "dj",
                'џ' => "dz",
                'љ' => "lj",
                'њ' => "nj",
                'ј' => "j",
                _ => "",
            },
            Cyrillic::Russian => "",
        };
        if own.is_empty() { any_cyrillic(lower) } else { Some(own) }
    }
}

/// The language of Cyrillic letters, by those that only it has.
fn language(characters: &[char]) -> Cyrillic {
    if !characters.iter().any(|c| ('\u{400}'..='\u{52f}').contains(c)) {
        return Cyrillic::Russian;
    }
    let has = |letters: &str| characters.iter().any(|c| letters.contains(c.to_lowercase().next().unwrap_or(*c)));
    let consonant = |c: &char| "бвгджзклмнпрстфхцчшщ".contains(c.to_lowercase().next().unwrap_or(*c));
    // In Bulgarian the hard sign is a vowel: it stands between consonants.
    let vowel_sign = characters.windows(3).any(|w| matches!(w[1], 'ъ' | 'Ъ') && consonant(&w[0]) && consonant(&w[2]));
    if has("ђјљњћџ") {
        Cyrillic::Serbian
    } else if has("ў") {
        Cyrillic::Belarusian
    } else if has("їєґ") || (has("і") && !has("ыңғүұқөһ")) {
        Cyrillic::Ukrainian
    } else if vowel_sign {
        Cyrillic::Bulgarian
    } else {
        Cyrillic::Russian
    }
}

/// Cyrillic letters that lists and passports write otherwise than the general table.
fn any_cyrillic(c: char) -> Option<&'static str> {
    Some(match c {
        'х' => "kh",
        'ц' => "ts",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ё' | 'э' => "e",
        'й' | 'ы' => "y",
        'є' => "ye",
        'і' | 'ї' => "i",
        'ґ' | 'ғ' => "g",
        'ә' => "a",
        'қ' => "k",
        'ң' => "n",
        'ө' => "o",
        'ү' | 'ұ' => "u",
        'һ' => "h",
        _ => return None,
    })
}

/// Latin letters that are written otherwise than the general table.
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' => "d",
        'ł' | 'Ł' => "l",
        'ı' | 'İ' => "i",
        _ => return None,
    })
}

/// A Greek letter with its neighbours: two may make one sound.
fn greek(c: char, before: Option<char>, after: char) -> Option<String> {
    let before = before.unwrap_or(' ');
    let starts = !before.is_alphabetic();
    let letters = match (before, c) {
        ('ο', 'υ') => "u",
        ('α' | 'ε', 'υ') if "θκξπσςτφχψ ".contains(after) => "f",
        ('α' | 'ε', 'υ') => "v",
        // The second of two letters that make one sound.
        ('γ', 'κ') | ('μ', 'π') | ('τ', 'ζ') if c != 'ζ' => "",
        ('ν', 'τ') => "t",
        _ => match (c, after) {
            ('μ', 'π') => {
                if starts {
                    "b"
                } else {
                    "mp"
                }
            }
            ('γ', 'κ') => {
                if starts {
                    "g"
                } else {
                    "gk"
                }
            }
            ('γ', 'γ' | 'ξ' | 'χ') => "n",
            ('η' | 'ι' | 'ϊ', _) => "i",
            ('υ', _) => "y",
            ('β', _) => "v",
            ('ξ', _) => "x",
            ('χ', _) => "ch",
            ('ψ', _) => "ps",
            ('ω', _) => "o",
            ('θ', _) => "th",
            ('φ', _) => "f",
            _ => return None,
        },
    };
    Some(letters.to_owned())
}

/// Armenian: two letters make one vowel.
fn armenian(c: char, after: Option<char>) -> Option<&'static str> {
    match (c, after) {
        ('ո' | 'Ո', Some('ւ')) => Some("u"),
        ('ւ', _) => Some(""),
        _ => None,
    }
}

/// Indic scripts: a consonant has an `a` after it where no other vowel, no mark of its absence and no end of the word
/// follows. The scripts are laid out alike, 128 places each.
fn indic(c: char, after: Option<char>) -> Option<String> {
    let place = |c: char| u32::from(c) & 0x7f;
    let is_indic = |c: &char| (0x900..=0xd7f).contains(&u32::from(*c));
    let letters = match place(c) {
        0x1a => "ch",
        0x1b => "chh",
        0x36 | 0x37 => "sh",
        0x15..=0x39 | 0x58..=0x5f => any_ascii::any_ascii_char(c),
        _ => return None,
    };
    let followed = after.filter(is_indic).is_some_and(|next| matches!(place(next), 0x01..=0x39 | 0x58..=0x5f));
    Some(if followed { format!("{letters}a") } else { letters.to_owned() })
}

/// Thai: five vowels are written before the consonant after which they are spoken.
fn thai(c: char, after: Option<char>, before: Option<char>) -> String {
    let leads = |c: char| ('เ'..='ไ').contains(&c);
    let consonant = |c: char| ('ก'..='ฮ').contains(&c);
    let letters = |c: char| match c {
        'ใ' | 'ไ' => "ai",
        'เ' => "e",
        'แ' => "ae",
        'โ' => "o",
        other => any_ascii::any_ascii_char(other),
    };
    match (after, before) {
        (Some(next), _) if leads(c) && consonant(next) => String::new(),
        (_, Some(last)) if leads(last) && consonant(c) => format!("{}{}", letters(c), letters(last)),
        _ => letters(c).to_owned(),
    }
}

/// Romanises a Korean syllable as names are usually written (Kim, Jong, Un).
fn hangul(c: char) -> String {
    const INITIALS: [&str; 19] =
        ["k", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"];
    const VOWELS: [&str; 21] = [
        "a", "ae", "ya", "yae", "o", "e", "yo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "u",
        "ui", "i",
    ];
    const FINALS: [&str; 28] = [
        "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "l", "l", "m", "p", "p", "t", "t", "ng",
        "t", "t", "k", "t", "p", "t",
    ];
    let Some(index) = u32::from(c).checked_sub(0xac00).filter(|i| *i < 11_172) else {
        return any_ascii::any_ascii_char(c).to_owned();
    };
    let part = |n: u32| usize::try_from(n).unwrap_or(0);
    let (initial, vowel, last) = (part(index / 588), part(index % 588 / 28), part(index % 28));
    [INITIALS[initial], VOWELS[vowel], FINALS[last]].concat()
}
