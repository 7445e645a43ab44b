//! XML read record by record: each record becomes a small tree that knows which of its parts the importer used, so that
//! whatever is left over can be kept as a fact. No document type, no entity but the five of XML, no unbounded record.

use std::cell::Cell;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::ImportError;
use super::limits::LIMITS;
use super::open::Input;
use super::text::{Letters, TextReader};

type Span = (u32, u32);

#[derive(Debug)]
struct Node {
    name: Span,
    text: Span,
    attributes: (u32, u32),
    parent: u32,
    /// One past the last node below this one.
    end: u32,
    used: Cell<bool>,
}

#[derive(Debug)]
struct Attribute {
    name: Span,
    value: Span,
    used: Cell<bool>,
}

/// One record: an element with everything below it. Node 0 is the record itself; nodes stand in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Tree {
    letters: String,
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
}

impl Tree {
    /// The record itself.
    pub fn root(&self) -> Element<'_> {
        Element { tree: self, at: 0 }
    }

    fn clear(&mut self) {
        self.letters.clear();
        self.nodes.clear();
        self.attributes.clear();
    }

    fn get(&self, span: Span) -> &str {
        self.letters.get(span.0 as usize..span.1 as usize).unwrap_or("")
    }

    fn keep(&mut self, text: &str) -> Span {
        let start = u32::try_from(self.letters.len()).unwrap_or(u32::MAX);
        self.letters.push_str(text);
        (start, u32::try_from(self.letters.len()).unwrap_or(u32::MAX))
    }

    /// What no importer asked for and is not in `ignored`: path and value, in order.
    pub fn leftovers<'t>(&'t self, ignored: &'t [&str]) -> impl Iterator<Item = (String, &'t str)> {
        let nodes = self.nodes.iter().enumerate().flat_map(move |(at, node)| {
            let element = Element { tree: self, at };
            let text = self.get(node.text);
            let own = (!node.used.get() && !text.is_empty() && !ignored.contains(&element.name()))
                .then(|| (element.path(), text));
            let attributes = &self.attributes[node.attributes.0 as usize..node.attributes.1 as usize];
            let within = !element.ancestors_named(ignored);
            let left = attributes
                .iter()
                .filter(move |a| within && !a.used.get())
                .map(|a| (self.get(a.name), self.get(a.value)))
                .filter(move |(name, value)| !value.is_empty() && !ignored.contains(name))
                .map(move |(name, value)| (element.attribute_path(name), value));
            own.filter(|_| within).into_iter().chain(left)
        });
        nodes.filter(|(_, value)| !value.trim().is_empty())
    }
}

/// An element of a record.
#[derive(Clone, Copy)]
pub(super) struct Element<'t> {
    tree: &'t Tree,
    at: usize,
}

impl<'t> Element<'t> {
    fn node(self) -> &'t Node {
        &self.tree.nodes[self.at]
    }

    /// Its name without the prefix of a namespace.
    pub fn name(self) -> &'t str {
        self.tree.get(self.node().name)
    }

    /// Its own text, trimmed; empty where it has none.
    pub fn text(self) -> &'t str {
        self.node().used.set(true);
        self.tree.get(self.node().text).trim()
    }

    /// The value of an attribute, trimmed; empty where it is absent.
    pub fn attribute(self, name: &str) -> &'t str {
        let (from, to) = self.node().attributes;
        let attributes = &self.tree.attributes[from as usize..to as usize];
        attributes.iter().find(|a| self.tree.get(a.name) == name).map_or("", |a| {
            a.used.set(true);
            self.tree.get(a.value).trim()
        })
    }

    /// The elements directly below it.
    pub fn children(self) -> impl Iterator<Item = Element<'t>> {
        let end = self.node().end as usize;
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            let child = (at < end).then_some(Element { tree: self.tree, at })?;
            at = child.node().end as usize;
            Some(child)
        })
    }

    /// The elements of that name directly below it.
    pub fn each(self, name: &str) -> impl Iterator<Item = Element<'t>> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The elements of the second name within those of the first: `each_in("akaList", "aka")`.
    pub fn each_in(self, list: &'t str, name: &'t str) -> impl Iterator<Item = Element<'t>> {
        self.each(list).flat_map(move |list| list.each(name))
    }

    /// The first element of that name directly below it.
    pub fn child(self, name: &str) -> Option<Element<'t>> {
        self.each(name).next()
    }

    /// The text of the first element of that name; empty where there is none.
    pub fn text_of(self, name: &str) -> &'t str {
        self.child(name).map_or("", Element::text)
    }

    /// The texts of those elements that are not empty, in the order of `names`, joined.
    pub fn joined(self, names: &[&str], by: &str) -> String {
        let texts: Vec<&str> = names.iter().map(|name| self.text_of(name)).filter(|text| !text.is_empty()).collect();
        texts.join(by)
    }

    /// Marks everything in it as seen: used where an importer knows that it says nothing.
    pub fn pass_over(self) {
        for node in &self.tree.nodes[self.at..self.node().end as usize] {
            node.used.set(true);
            let (from, to) = node.attributes;
            self.tree.attributes[from as usize..to as usize].iter().for_each(|a| a.used.set(true));
        }
    }

    fn parent(self) -> Option<Self> {
        (self.at > 0).then(|| Self { tree: self.tree, at: self.node().parent as usize })
    }

    fn ancestors_named(self, names: &[&str]) -> bool {
        let mut element = Some(self);
        while let Some(at) = element.filter(|e| e.at > 0) {
            if names.contains(&at.name()) {
                return true;
            }
            element = at.parent();
        }
        false
    }

    /// The name of an attribute with the path of its element; of the record's own, the name alone.
    fn attribute_path(self, name: &str) -> String {
        if self.at == 0 { name.to_owned() } else { format!("{} {name}", self.path()) }
    }

    /// Its name with those above it in the record, joined by blanks.
    fn path(self) -> String {
        match self.parent().filter(|parent| parent.at > 0) {
            Some(parent) => format!("{} {}", parent.path(), self.name()),
            None => self.name().to_owned(),
        }
    }
}

/// The records of an XML file, one after the other.
pub(super) struct XmlRecords<'i, 'a> {
    input: &'i Input<'a>,
    reader: Reader<TextReader<'a>>,
    buffer: Vec<u8>,
    place: Place,
    /// The outermost element with its attributes.
    document: Tree,
}

/// What is open while a file is read.
#[derive(Default)]
struct Place {
    /// Names of the elements that are open outside of records.
    open: Vec<String>,
    /// Nodes of the record that are open, with the text of each so far.
    inside: Vec<(u32, String)>,
    ended: bool,
}

impl<'i, 'a> XmlRecords<'i, 'a> {
    /// Opens a file and reads as far as its outermost element.
    pub fn open(input: &'i Input<'a>) -> Result<Self, ImportError> {
        let mut records = Self {
            input,
            reader: Reader::from_reader(input.text(Letters::Utf8)?),
            buffer: Vec::new(),
            place: Place::default(),
            document: Tree::default(),
        };
        let mut document = Tree::default();
        records.step(&mut document, None)?;
        records.document = document;
        Ok(records)
    }

    /// The outermost element, with its attributes alone.
    pub fn document(&self) -> Element<'_> {
        self.document.root()
    }

    /// Reads the next element of one of those names, wherever it stands, into `tree`. `false` at the end of the file.
    pub fn next(&mut self, names: &[&str], tree: &mut Tree) -> Result<bool, ImportError> {
        self.step(tree, Some(names))
    }

    /// The line being read, for messages.
    pub fn place(&self) -> String {
        format!("line {}", self.reader.get_ref().line())
    }

    /// Reads up to the end of the next record, or, without names, up to the outermost element.
    fn step(&mut self, tree: &mut Tree, names: Option<&[&str]>) -> Result<bool, ImportError> {
        tree.clear();
        loop {
            self.buffer.clear();
            if self.place.inside.is_empty() {
                self.reader.get_mut().begin_record();
            }
            let taken = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => self.place.take(event, tree, names),
                Err(error) => return Err(self.explain(&error)),
            };
            match taken {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => {}
                Err(why) => return Err(self.damaged(&why)),
            }
        }
    }

    fn damaged(&self, why: &str) -> ImportError {
        let reader = self.reader.get_ref();
        let mut place = format!("line {}, byte {}", reader.line(), reader.position());
        if let Some(name) = self.place.open.last() {
            place += &format!(", in <{name}>");
        }
        self.input.damaged(place, why.to_owned())
    }

    fn explain(&self, error: &quick_xml::Error) -> ImportError {
        let reader = self.reader.get_ref();
        match error {
            quick_xml::Error::Io(error) => {
                self.input.unreadable(&format!("line {}, byte {}", reader.line(), reader.position()), error)
            }
            quick_xml::Error::Syntax(error) => {
                self.damaged(&format!("the file breaks off within markup: {error}; fetch it again"))
            }
            other => self.damaged(&format!("not well-formed XML: {other}; fetch it again")),
        }
    }
}

impl Place {
    /// Takes one event. `Some(true)` where a record is whole, `Some(false)` at the end of the file.
    fn take(&mut self, event: Event, tree: &mut Tree, names: Option<&[&str]>) -> Result<Option<bool>, String> {
        match event {
            Event::Start(start) => self.begin(&start, tree, names),
            Event::Empty(start) => {
                let wanted = self.wants(&start, names);
                if names.is_none() {
                    return Err("the outermost element is empty: there is no list in it".to_owned());
                }
                if wanted {
                    self.push(tree, &start)?;
                }
                Ok((wanted && self.pop(tree)).then_some(true))
            }
            Event::End(_) if self.inside.is_empty() => {
                self.open.pop();
                self.ended = self.open.is_empty();
                Ok(None)
            }
            Event::End(_) => Ok(self.pop(tree).then_some(true)),
            Event::Text(text) => self.text(&text.xml10_content()).map(|()| None),
            Event::CData(text) => self.text(&text.xml10_content()).map(|()| None),
            Event::GeneralRef(name) => {
                let letter = resolve(&name);
                let unknown = || format!("the entity &{};, which XML does not know and which is not followed", &*name);
                let letter = letter.ok_or_else(unknown)?;
                self.text(letter.encode_utf8(&mut [0; 4])).map(|()| None)
            }
            Event::DocType(_) => {
                Err("a document type with declarations; no list has one, and none is followed".to_owned())
            }
            Event::Decl(declared) => {
                let utf8 = declared.encoding().and_then(Result::ok).is_none_or(|e| e.eq_ignore_ascii_case("utf-8"));
                if utf8 {
                    Ok(None)
                } else {
                    Err("declared in another encoding than UTF-8; save it as UTF-8".to_owned())
                }
            }
            Event::Comment(_) | Event::PI(_) => Ok(None),
            Event::Eof if self.ended => Ok(Some(false)),
            Event::Eof => Err("the file breaks off here; fetch it again".to_owned()),
        }
    }

    /// Whether an element belongs to a record.
    fn wants(&self, start: &BytesStart, names: Option<&[&str]>) -> bool {
        !self.inside.is_empty() || names.is_none_or(|names| names.contains(&local(start)))
    }

    fn begin(&mut self, start: &BytesStart, tree: &mut Tree, names: Option<&[&str]>) -> Result<Option<bool>, String> {
        if self.ended {
            return Err("a second document begins here".to_owned());
        }
        if self.wants(start, names) {
            self.push(tree, start)?;
            if names.is_some() {
                return Ok(None);
            }
            // The outermost element: only its attributes are a record.
            self.inside.clear();
        }
        if self.open.len() >= LIMITS.depth {
            return Err("elements stand too deep in each other".to_owned());
        }
        self.open.push(local(start).to_owned());
        Ok(names.is_none().then_some(true))
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        match self.inside.last_mut() {
            Some((_, own)) => own.push_str(text),
            None if self.open.is_empty() && !text.trim_start_matches('\u{feff}').trim().is_empty() => {
                return Err("there is text outside of the document; is it whole, and is it XML?".to_owned());
            }
            None => {}
        }
        Ok(())
    }

    /// Adds an element below the open ones.
    fn push(&mut self, tree: &mut Tree, start: &BytesStart) -> Result<(), String> {
        if tree.nodes.len() + tree.attributes.len() > LIMITS.nodes {
            return Err(format!("a single record of more than {} elements", LIMITS.nodes));
        }
        if self.inside.len() >= LIMITS.depth {
            return Err("elements stand too deep in each other".to_owned());
        }
        let at = tree.nodes.len() as u32;
        let name = tree.keep(local(start));
        let first = tree.attributes.len() as u32;
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| format!("an attribute cannot be read: {error}"))?;
            if attribute.key.0.starts_with("xmlns") {
                continue;
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| format!("attribute {}: {error}", attribute.key.0))?;
            let name = tree.keep(attribute.key.local_name().into_inner());
            let value = tree.keep(&value);
            tree.attributes.push(Attribute { name, value, used: Cell::new(false) });
        }
        let attributes = (first, tree.attributes.len() as u32);
        let parent = self.inside.last().map_or(0, |(parent, _)| *parent);
        tree.nodes.push(Node { name, text: (0, 0), attributes, parent, end: at + 1, used: Cell::new(false) });
        self.inside.push((at, String::new()));
        Ok(())
    }

    /// Closes the innermost element; true where it was the record itself.
    fn pop(&mut self, tree: &mut Tree) -> bool {
        let Some((at, text)) = self.inside.pop() else { return true };
        let text = tree.keep(text.trim());
        let end = tree.nodes.len() as u32;
        if let Some(node) = tree.nodes.get_mut(at as usize) {
            (node.text, node.end) = (text, end);
        }
        self.inside.is_empty()
    }
}

fn local<'e>(start: &'e BytesStart) -> &'e str {
    start.local_name().into_inner()
}

fn resolve(name: &quick_xml::events::BytesRef) -> Option<char> {
    match &**name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => name.resolve_char_ref().ok().flatten().filter(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\r')),
    }
}
