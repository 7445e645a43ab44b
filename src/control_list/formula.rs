//! Formulas of derived parameters: `2 * (high([f]) - low([f])) / (high([f]) + low([f]))`, in base units.

use serde::{Deserialize, Serialize};

/// A formula over parameters named in brackets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Formula {
    /// A figure.
    Figure(f64),
    /// The best figure of a parameter, or one end of its range.
    Parameter(End, String),
    /// A function of one or more arguments.
    Call(Function, Vec<Formula>),
    /// Two operands.
    Operation(char, Box<Formula>, Box<Formula>),
}

/// Which end of a stated range a formula wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// The figure a test would compare.
    Best,
    /// The lower end.
    Low,
    /// The upper end.
    High,
}

/// The functions a formula may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Function {
    Sqrt,
    Log2,
    Log10,
    Ln,
    Exp,
    Min,
    Max,
}

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text.trim_start(), depth: 0 };
        let formula = reader.sum()?;
        if reader.rest.is_empty() { Ok(formula) } else { Err(format!("`{}` is left over", reader.rest)) }
    }

    /// The parameters it names.
    pub fn parameters(&self) -> Vec<&str> {
        match self {
            Self::Figure(_) => Vec::new(),
            Self::Parameter(_, name) => vec![name],
            Self::Call(_, arguments) => arguments.iter().flat_map(Self::parameters).collect(),
            Self::Operation(_, a, b) => [a.parameters(), b.parameters()].concat(),
        }
    }

    /// Its value, or nothing when a parameter is not known or the result is no finite number.
    pub fn value(&self, known: &dyn Fn(End, &str) -> Option<f64>) -> Option<f64> {
        let value = match self {
            Self::Figure(figure) => *figure,
            Self::Parameter(end, name) => known(*end, name)?,
            Self::Call(function, arguments) => {
                let values = arguments.iter().map(|a| a.value(known)).collect::<Option<Vec<f64>>>()?;
                function.apply(&values)
            }
            Self::Operation(sign, a, b) => operate(*sign, a.value(known)?, b.value(known)?),
        };
        value.is_finite().then_some(value)
    }
}

fn operate(sign: char, a: f64, b: f64) -> f64 {
    match sign {
        '+' => a + b,
        '-' => a - b,
        '*' => a * b,
        '/' => a / b,
        _ => a.powf(b),
    }
}

impl Function {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "sqrt" => Self::Sqrt,
            "log2" => Self::Log2,
            "log10" => Self::Log10,
            "ln" => Self::Ln,
            "exp" => Self::Exp,
            "min" => Self::Min,
            "max" => Self::Max,
            _ => return None,
        })
    }

    fn apply(self, values: &[f64]) -> f64 {
        let first = values.first().copied().unwrap_or(f64::NAN);
        match self {
            Self::Sqrt => first.sqrt(),
            Self::Log2 => first.log2(),
            Self::Log10 => first.log10(),
            Self::Ln => first.ln(),
            Self::Exp => first.exp(),
            Self::Min => values.iter().copied().fold(f64::INFINITY, f64::min),
            Self::Max => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        }
    }
}

/// Deepest nesting of brackets.
const DEEPEST: usize = 40;

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
}

impl Reader<'_> {
    fn eat(&mut self, signs: &[char]) -> Option<char> {
        let sign = self.rest.chars().next().filter(|c| signs.contains(c))?;
        self.rest = self.rest[sign.len_utf8()..].trim_start();
        Some(sign)
    }

    fn sum(&mut self) -> Result<Formula, String> {
        let mut left = self.product()?;
        while let Some(sign) = self.eat(&['+', '-']) {
            left = Formula::Operation(sign, Box::new(left), Box::new(self.product()?));
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Formula, String> {
        let mut left = self.power()?;
        while let Some(sign) = self.eat(&['*', '/']) {
            left = Formula::Operation(sign, Box::new(left), Box::new(self.power()?));
        }
        Ok(left)
    }

    fn power(&mut self) -> Result<Formula, String> {
        if self.eat(&['-']).is_some() {
            return Ok(Formula::Operation('-', Box::new(Formula::Figure(0.0)), Box::new(self.power()?)));
        }
        let base = self.atom()?;
        if self.eat(&['^']).is_some() {
            return Ok(Formula::Operation('^', Box::new(base), Box::new(self.power()?)));
        }
        Ok(base)
    }

    fn atom(&mut self) -> Result<Formula, String> {
        self.depth += 1;
        if self.depth > DEEPEST * 8 {
            return Err("the formula is too long".to_owned());
        }
        if self.eat(&['(']).is_some() {
            let inner = self.sum()?;
            return self.eat(&[')']).map(|_| inner).ok_or_else(|| "a closing ) is missing".to_owned());
        }
        if self.rest.starts_with('[') {
            return self.parameter(End::Best);
        }
        let word: usize = self.rest.find(|c: char| !(c.is_alphanumeric() || c == '.')).unwrap_or(self.rest.len());
        let (head, tail) = self.rest.split_at(word);
        if head.starts_with(|c: char| c.is_ascii_digit()) {
            return self.figure();
        }
        self.rest = tail.trim_start();
        self.call(head)
    }

    fn figure(&mut self) -> Result<Formula, String> {
        let exponent = |at: usize| at > 0 && matches!(self.rest.as_bytes()[at - 1], b'e' | b'E');
        let inside = |(at, c): (usize, char)| {
            c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E') || (matches!(c, '+' | '-') && exponent(at))
        };
        let end = self.rest.char_indices().find(|&found| !inside(found)).map_or(self.rest.len(), |(at, _)| at);
        let figure = self.rest[..end].parse().map_err(|_| format!("`{}` is not a figure", &self.rest[..end]))?;
        self.rest = self.rest[end..].trim_start();
        Ok(Formula::Figure(figure))
    }

    fn parameter(&mut self, end: End) -> Result<Formula, String> {
        let inner =
            self.rest.strip_prefix('[').ok_or_else(|| format!("`{}` should begin with a [parameter]", self.rest))?;
        let (name, tail) = inner.split_once(']').ok_or_else(|| "a closing ] is missing".to_owned())?;
        self.rest = tail.trim_start();
        Ok(Formula::Parameter(end, name.trim().to_owned()))
    }

    fn call(&mut self, name: &str) -> Result<Formula, String> {
        self.eat(&['('])
            .ok_or_else(|| format!("`{name}` is neither a figure, a [parameter] nor a function with (arguments)"))?;
        let ends = [("low", End::Low), ("high", End::High)];
        if let Some((_, end)) = ends.iter().find(|(word, _)| *word == name) {
            let parameter = self.parameter(*end)?;
            return self.eat(&[')']).map(|_| parameter).ok_or_else(|| "a closing ) is missing".to_owned());
        }
        let function = Function::named(name).ok_or_else(|| {
            format!("`{name}` is not a function; write low, high, sqrt, log2, log10, ln, exp, min or max")
        })?;
        let mut arguments = vec![self.sum()?];
        while self.eat(&[',']).is_some() {
            arguments.push(self.sum()?);
        }
        self.eat(&[')']).map(|_| Formula::Call(function, arguments)).ok_or_else(|| "a closing ) is missing".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<f64> {
        let known = |end: End, name: &str| match (name, end) {
            ("f", End::Low) => Some(2.0),
            ("f", _) => Some(18.0),
            _ => None,
        };
        Formula::parse(text).unwrap().value(&known)
    }

    #[test]
    fn formulas_are_worked_out_in_the_usual_order() {
        assert_eq!(value("1 + 2 * 3 ^ 2"), Some(19.0));
        assert_eq!(value("-(2 - 5) / 3"), Some(1.0));
        assert_eq!(value("2 * (high([f]) - low([f])) / (high([f]) + low([f]))"), Some(1.6));
        assert_eq!(value("max(1, log2(8), 2e0)"), Some(3.0));
        assert_eq!(value("[unknown] + 1"), None);
        assert_eq!(value("1 / 0"), None);
    }

    #[test]
    fn a_wrong_formula_says_what_is_wrong() {
        for text in ["", "1 +", "(1", "[f", "foo(1)", "1 1", "low(f)", "÷"] {
            assert!(Formula::parse(text).is_err(), "{text}");
        }
        assert!(Formula::parse(&"(".repeat(10_000)).is_err());
    }
}
