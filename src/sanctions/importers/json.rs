//! JSON read value by value: the elements of one array, or the lines of a file, without holding the whole.

use std::fmt;
use std::io::{BufRead, BufReader};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::ImportError;
use super::open::Input;
use super::text::{TextReader, limit_of};

type Take<'t> = dyn FnMut(&str, Value) -> Result<(), ImportError> + 't;

/// Hands every element of the array under `field` of the outermost object to `take`, or of an outermost array.
pub(super) fn each_in_array(
    input: &Input,
    text: TextReader,
    field: &str,
    mut take: impl FnMut(&str, Value) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let reader = BufReader::new(RecordReader { inner: text, within: 0, string: false, escaped: false });
    let mut json = serde_json::Deserializer::from_reader(reader);
    let mut failed = None;
    let mut elements = Elements { field, take: &mut take, failed: &mut failed, found: false, count: 0 };
    let read = elements.document(&mut json).and_then(|()| json.end());
    let found = elements.found;
    if let Some(error) = failed {
        return Err(error);
    }
    read.map_err(|error| explain(input, &error))?;
    if found {
        Ok(())
    } else {
        Err(input.damaged("the document", format!("no array \"{field}\"; fetch the file again")))
    }
}

fn explain(input: &Input, error: &serde_json::Error) -> ImportError {
    let place = format!("line {}, column {}", error.line(), error.column());
    let why = error.to_string();
    let limit = std::io::Error::other(why.clone());
    match limit_of(&limit) {
        Some(why) => ImportError::Limit { file: input.name.clone(), place, why },
        None if error.is_eof() => input.damaged(place, "the file breaks off here; fetch it again".to_owned()),
        None => input.damaged(place, format!("not JSON: {why}; fetch it again")),
    }
}

/// Gives each element of an array a new allowance: at depth two and less, nothing that is read belongs to one record.
struct RecordReader<'a> {
    inner: TextReader<'a>,
    within: u32,
    string: bool,
    escaped: bool,
}

impl std::io::Read for RecordReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.within <= 2 && !self.string {
            self.inner.begin_record();
        }
        let count = std::io::Read::read(&mut self.inner, out)?;
        for byte in &out[..count] {
            match (self.string, self.escaped, byte) {
                (true, true, _) => self.escaped = false,
                (true, false, b'\\') => self.escaped = true,
                (_, _, b'"') => self.string = !self.string,
                (false, _, b'{' | b'[') => self.within += 1,
                (false, _, b'}' | b']') => {
                    self.within = self.within.saturating_sub(1);
                    if self.within <= 2 {
                        self.inner.begin_record();
                    }
                }
                _ => {}
            }
        }
        Ok(count)
    }
}

struct Elements<'e, 't> {
    field: &'e str,
    take: &'e mut Take<'t>,
    failed: &'e mut Option<ImportError>,
    found: bool,
    count: usize,
}

impl Elements<'_, '_> {
    fn document<'de, D: Deserializer<'de>>(&mut self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(Document(self))
    }
}

struct Document<'d, 'e, 't>(&'d mut Elements<'e, 't>);

impl<'de> Visitor<'de> for Document<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array of records")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == self.0.field {
                self.0.found = true;
                map.next_value_seed(List(self.0))?;
            } else {
                map.next_value::<serde::de::IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        self.0.found = true;
        List(self.0).visit_seq(list)
    }
}

struct List<'d, 'e, 't>(&'d mut Elements<'e, 't>);

impl<'de> DeserializeSeed<'de> for List<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(value) = list.next_element::<Value>()? {
            self.0.count += 1;
            let taken = (self.0.take)(&format!("record {}", self.0.count), value);
            if let Err(error) = taken {
                *self.0.failed = Some(error);
                return Err(serde::de::Error::custom("a record was refused"));
            }
        }
        Ok(())
    }
}

/// Hands every line of the file, one JSON value each, to `take`.
pub(super) fn each_line(
    input: &Input,
    mut text: TextReader,
    mut take: impl FnMut(u64, Value) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        number += 1;
        text.begin_record();
        let place = format!("line {number}");
        let read = text.read_until(b'\n', &mut line).map_err(|error| input.unreadable(&place, &error))?;
        if read == 0 {
            return Ok(());
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let value = serde_json::from_slice(&line).map_err(|error| {
            let why = if error.is_eof() { "the line breaks off".to_owned() } else { format!("not JSON: {error}") };
            input.damaged(place.clone(), format!("{why}; fetch the file again"))
        })?;
        take(number, value)?;
    }
}
