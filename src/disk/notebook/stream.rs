//! A notebook's JSON read as a stream: of each cell its kind and its source are kept, and nothing of what stands beside
//! them, outputs above all.

use std::borrow::Cow;
use std::cell::Cell as Counter;
use std::fmt;
use std::io::{self, BufRead, ErrorKind, Read};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use smol_str::SmolStr;

/// A cell as the file has it.
#[derive(Default)]
pub(super) struct Written {
    /// `markdown`, `code`, `raw`.
    pub kind: String,
    /// The JSON of its source.
    pub source: Option<Source>,
    /// The names of the images that it carries with it.
    pub attachments: Vec<SmolStr>,
    /// How deep a heading of nbformat 3 stands; `None` where that is not said.
    pub level: Option<u8>,
}

/// A cell's source as it is written.
pub(super) struct Source {
    pub json: Box<RawValue>,
    /// Where it begins in the stream.
    pub place: usize,
}

/// All cells of a notebook, as nbformat 3 and 4 write it; `None` where it has no list of them. A mistake that is found
/// in a text at hand says where it is to the byte.
pub(super) fn cells(json: impl BufRead) -> serde_json::Result<Option<Vec<Written>>> {
    let read = Counter::new(0);
    let mut json = serde_json::Deserializer::from_reader(Counting { inner: json, read: &read });
    let cells = Notebook(&read).deserialize(&mut json)?;
    json.end()?;
    Ok(cells)
}

/// What keeps a text from being a notebook.
pub(super) fn mistake(text: &str) -> Option<serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(text);
    Notebook(&Counter::new(0)).deserialize(&mut json).and_then(|_| json.end()).err()
}

/// A reader that says how many bytes were read of it. The parser takes byte after byte and none ahead of a string or a
/// list that ends.
struct Counting<'a, R> {
    inner: R,
    read: &'a Counter<usize>,
}

impl<R: Read> Read for Counting<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.read.set(self.read.get() + read);
        Ok(read)
    }
}

/// A reader that fails where its bytes are not UTF-8.
pub(super) struct Utf8<R> {
    inner: R,
    /// The bytes of a character that is not read to its end.
    begun: Vec<u8>,
}

impl<R> Utf8<R> {
    pub fn new(inner: R) -> Utf8<R> {
        Utf8 { inner, begun: Vec::new() }
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        let mut bytes = std::mem::take(&mut self.begun);
        bytes.extend_from_slice(&into[..read]);
        match std::str::from_utf8(&bytes) {
            Err(error) if error.error_len().is_some() || read == 0 => Err(ErrorKind::InvalidData.into()),
            Err(error) => {
                self.begun = bytes.split_off(error.valid_up_to());
                Ok(read)
            }
            Ok(_) => Ok(read),
        }
    }
}

/// The object that a notebook is. `cells` comes before `worksheets`, which are those of nbformat 3.
struct Notebook<'a>(&'a Counter<usize>);

/// A list of cells, or nothing.
struct Cells<'a>(&'a Counter<usize>);

/// A list of worksheets, each with cells of its own.
struct Worksheets<'a>(&'a Counter<usize>);

/// One worksheet.
struct Worksheet<'a>(&'a Counter<usize>);

/// The keys of an object; nothing of its values is held.
struct Names;

/// One cell.
struct One<'a>(&'a Counter<usize>);

impl<'de> DeserializeSeed<'de> for Notebook<'_> {
    type Value = Option<Vec<Written>>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Notebook<'_> {
    type Value = Option<Vec<Written>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a notebook")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut cells, mut on_worksheets) = (None, None);
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            match &*key {
                "cells" => cells = map.next_value_seed(Cells(self.0))?,
                "worksheets" => on_worksheets = map.next_value_seed(Worksheets(self.0))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(cells.or(on_worksheets))
    }
}

/// A list whose items are told by a seed; `null` is none.
macro_rules! list {
    ($list:ident, $item:ident, $add:ident) => {
        impl<'de> DeserializeSeed<'de> for $list<'_> {
            type Value = Option<Vec<Written>>;

            fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
                json.deserialize_option(self)
            }
        }

        impl<'de> Visitor<'de> for $list<'_> {
            type Value = Option<Vec<Written>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sequence")
            }

            fn visit_none<E>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_some<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
                json.deserialize_seq(self)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = seq.next_element_seed($item(self.0))? {
                    all.$add(item);
                }
                Ok(Some(all))
            }
        }
    };
}

list!(Cells, One, push);
list!(Worksheets, Worksheet, extend);

impl<'de> DeserializeSeed<'de> for Worksheet<'_> {
    type Value = Vec<Written>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Worksheet<'_> {
    type Value = Vec<Written>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a worksheet")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Notebook(self.0).visit_map(map).map(Option::unwrap_or_default)
    }
}

impl<'de> DeserializeSeed<'de> for One<'_> {
    type Value = Written;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for One<'_> {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a cell")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Written, A::Error> {
        let mut cell = Written::default();
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            match &*key {
                "cell_type" => cell.kind = map.next_value()?,
                "source" if cell.kind != "code" => {
                    let json: Box<RawValue> = map.next_value()?;
                    // A text at hand is not counted, and no place in it is asked for.
                    let place = self.0.get().saturating_sub(json.get().len());
                    cell.source = Some(Source { json, place });
                }
                "attachments" if cell.kind != "code" => cell.attachments = map.next_value_seed(Names)?,
                // Anything may stand there in other cells.
                "level" => cell.level = map.next_value::<Box<RawValue>>()?.get().parse().ok(),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        if cell.kind == "code" {
            cell.source = None;
        }
        Ok(cell)
    }
}

impl<'de> DeserializeSeed<'de> for Names {
    type Value = Vec<SmolStr>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Names {
    type Value = Vec<SmolStr>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut names = Vec::new();
        while let Some((name, IgnoredAny)) = map.next_entry::<Cow<'de, str>, IgnoredAny>()? {
            names.push(name.into());
        }
        Ok(names)
    }
}
