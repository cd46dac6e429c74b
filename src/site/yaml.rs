//! YAML as Jekyll's reader takes it: of two equal keys the last counts, and tags say nothing.

use std::fmt;

use serde::de::{Deserialize, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use smol_str::{SmolStr, format_smolstr};

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Yaml {
    Null,
    Bool(bool),
    /// A number or a string as Ruby prints it.
    Text(SmolStr),
    List(Vec<Yaml>),
    /// The entries in the order written.
    Map(Vec<(Yaml, Yaml)>),
}

impl Yaml {
    /// A scalar as Ruby prints it.
    pub(super) fn scalar(&self) -> Option<SmolStr> {
        match self {
            Yaml::Null => Some(SmolStr::default()),
            Yaml::Bool(value) => Some(format_smolstr!("{value}")),
            Yaml::Text(text) => Some(text.clone()),
            Yaml::List(_) | Yaml::Map(_) => None,
        }
    }

    /// `true` and `false`, and the other words that YAML 1.1 has for them.
    pub(super) fn as_bool(&self) -> Option<bool> {
        match self {
            Yaml::Bool(value) => Some(*value),
            Yaml::Text(text) => match text.to_ascii_lowercase().as_str() {
                "yes" | "on" => Some(true),
                "no" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Yaml> {
        self.entries().rev().find(|(of, _)| matches!(of, Yaml::Text(text) if text == key)).map(|(_, value)| value)
    }

    /// The keys with their values in the order written.
    pub(super) fn entries(&self) -> impl DoubleEndedIterator<Item = &(Yaml, Yaml)> {
        let entries = if let Yaml::Map(entries) = self { entries.as_slice() } else { &[] };
        entries.iter()
    }
}

impl<'de> Deserialize<'de> for Yaml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Yaml, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Yaml;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YAML")
    }

    fn visit_unit<E>(self) -> Result<Yaml, E> {
        Ok(Yaml::Null)
    }

    fn visit_none<E>(self) -> Result<Yaml, E> {
        Ok(Yaml::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Yaml, E> {
        Ok(Yaml::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Yaml, E> {
        Ok(Yaml::Text(format_smolstr!("{value}")))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Yaml, E> {
        Ok(Yaml::Text(format_smolstr!("{value}")))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Yaml, E> {
        // Ruby prints the fraction of a float even where there is none.
        Ok(Yaml::Text(format_smolstr!("{value:?}")))
    }

    fn visit_str<E>(self, value: &str) -> Result<Yaml, E> {
        Ok(Yaml::Text(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Yaml, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = values.next_element()? {
            list.push(value);
        }
        Ok(Yaml::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Yaml, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Yaml::Map(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Yaml, A::Error> {
        let (_tag, value): (Yaml, A::Variant) = tagged.variant()?;
        value.newtype_variant()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Yaml) {
        assert_eq!(serde_yaml::from_str::<Yaml>(text).unwrap(), expected);
    }

    #[test]
    fn values_are_read_as_ruby_prints_them() {
        let text = |text: &str| Yaml::Text(text.into());
        let values = ["1", "1.0", "x", "2020-01-01"].map(text);
        check(
            "[1, 1.0, x, 2020-01-01, ~, true, yes]",
            Yaml::List([&values[..], &[Yaml::Null, Yaml::Bool(true), text("yes")]].concat()),
        );
        check("!ruby/regexp '/x/'", text("/x/"));
        check("", Yaml::Null);
    }

    #[test]
    fn of_two_equal_keys_the_last_counts() {
        let map: Yaml = serde_yaml::from_str("a: 1\nb: 2\na: 3\n1: 4").unwrap();
        assert_eq!(map.get("a"), Some(&Yaml::Text("3".into())));
        assert_eq!(map.get("c"), None);
    }

    #[test]
    fn yaml_has_several_words_for_yes() {
        let bools = ["Yes", "off", "true", "maybe"].map(|word| serde_yaml::from_str::<Yaml>(word).unwrap().as_bool());
        assert_eq!(bools, [Some(true), Some(false), Some(true), None]);
    }
}
