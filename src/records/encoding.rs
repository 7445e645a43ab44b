//! From bytes to text: byte order marks, UTF-8, UTF-16 and, where neither fits, Windows-1252 — said to the reader.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::RecordsError;

/// A decoded text.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The text without a byte order mark.
    pub text: String,
    /// Encoding name, such as `UTF-8`.
    pub encoding: &'static str,
    /// Whether nothing in the file says so.
    pub assumed: bool,
    /// Whether a byte order mark stands first.
    pub marked: bool,
    /// What a reader must know, if anything.
    pub note: Option<String>,
}

/// The encoding of a text that begins with `head`; `asked` is what the user named, `utf8` whether all of it is UTF-8.
/// The text itself is left empty.
///
/// # Errors
/// An encoding nobody knows.
pub fn choose(head: &[u8], asked: Option<&str>, utf8: bool) -> Result<(&'static Encoding, Decoded), RecordsError> {
    if let Some(label) = asked {
        let encoding = Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| RecordsError::Option {
            what: format!("`{label}` is not an encoding; write utf-8, utf-16le, windows-1252, iso-8859-2 or the like"),
        })?;
        return Ok((encoding, described(encoding, false, false)));
    }
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Ok((encoding, described(encoding, false, true)));
    }
    if let Some(encoding) = utf16_by_zeros(head) {
        return Ok((encoding, described(encoding, true, false)));
    }
    let encoding = if utf8 { UTF_8 } else { WINDOWS_1252 };
    Ok((encoding, described(encoding, encoding == WINDOWS_1252, false)))
}

/// Decodes a whole text file; `asked` is an encoding the user named.
///
/// # Errors
/// An encoding nobody knows.
pub fn decode(bytes: &[u8], asked: Option<&str>) -> Result<Decoded, RecordsError> {
    let (encoding, described) = choose(bytes, asked, std::str::from_utf8(bytes).is_ok())?;
    let (text, used, broken) = encoding.decode(bytes);
    let note = if broken { Some(broken_note(used.name())) } else { described.note };
    Ok(Decoded { text: text.into_owned(), encoding: used.name(), note, ..described })
}

fn described(encoding: &'static Encoding, assumed: bool, marked: bool) -> Decoded {
    let name = encoding.name();
    let note = assumed.then(|| format!("the file does not say how its letters are encoded; {name} was assumed"));
    Decoded { text: String::new(), encoding: name, assumed, marked, note }
}

/// What is said where bytes had to be replaced.
pub fn broken_note(name: &str) -> String {
    format!("some bytes are not valid {name} and were replaced by \u{fffd}; name the right encoding with --encoding")
}

/// UTF-16 without a mark: in Western text every other byte is zero.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(400) & !1];
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    match pairs {
        0 | 1 => None,
        _ if odd * 2 > pairs && even * 8 < pairs => Some(UTF_16LE),
        _ if even * 2 > pairs && odd * 8 < pairs => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn every_usual_encoding_reads_the_same_words() {
        let words = "Endverwender;Empfänger;Größe\n1;Prüfstand;2";
        let marked = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
        let cases = [
            (words.as_bytes().to_vec(), "UTF-8", false),
            (marked(b"\xef\xbb\xbf", words.as_bytes().to_vec()), "UTF-8", false),
            (marked(b"\xff\xfe", utf16(words, true)), "UTF-16LE", false),
            (utf16(words, true), "UTF-16LE", true),
            (utf16(words, false), "UTF-16BE", true),
            (WINDOWS_1252.encode(words).0.into_owned(), "windows-1252", true),
        ];
        for (bytes, encoding, assumed) in cases {
            let read = decode(&bytes, None).unwrap();
            assert_eq!((read.text.as_str(), read.encoding, read.assumed), (words, encoding, assumed));
            assert_eq!(read.note.is_some(), assumed);
        }
    }

    #[test]
    fn a_named_encoding_is_used_and_an_unknown_one_refused() {
        assert_eq!(decode(b"\xf3", Some("iso-8859-2")).unwrap().text, "ó");
        assert!(decode(b"x", Some("klingon")).unwrap_err().to_string().contains("klingon"));
    }
}
