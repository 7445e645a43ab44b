//! Dimensions as products of powers of base dimensions. Counted things (axes, pixels, channels) are base dimensions
//! of their own, so that "5 axes" can never be taken for "5 channels".

use std::fmt;

use serde::{Deserialize, Serialize};

/// A base dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Base {
    Length,
    Mass,
    Time,
    Current,
    Temperature,
    Substance,
    Angle,
    /// dB, dBi, dBc.
    Level,
    /// %, ppm.
    Fraction,
    Bit,
    Sample,
    Frame,
    Operation,
    /// Weighted TeraFLOPS of the adjusted peak performance.
    Weighted,
    /// Absorbed or equivalent dose.
    Dose,
    Decay,
    Mach,
    Axis,
    Pixel,
    Element,
    Channel,
    Gate,
    Pin,
    Core,
    User,
    Blade,
    Point,
    Turn,
    Stage,
    LinePair,
    /// Luminous flux.
    Lumen,
    Octave,
}

const BASES: usize = Base::Octave as usize + 1;

/// A dimension: the exponent of each base, in halves so that "per root hour" can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<i8>", into = "Vec<i8>")]
pub struct Dimension([i8; BASES]);

impl Dimension {
    /// A plain number.
    pub const NUMBER: Self = Self([0; BASES]);

    /// One base to the first power.
    pub const fn of(base: Base) -> Self {
        Self::NUMBER.with(base, 1)
    }

    /// The same dimension with `base` to the power `exponent`.
    pub const fn with(mut self, base: Base, exponent: i8) -> Self {
        self.0[base as usize] = exponent * 2;
        self
    }

    /// Whether it is that of power (watts, dBm).
    pub(super) fn is_power(self) -> bool {
        self == Self::NUMBER.with(Base::Mass, 1).with(Base::Length, 2).with(Base::Time, -3)
    }

    /// Whether nothing has less than none of it: lengths, masses, times, frequencies, counted things.
    pub(super) fn is_never_negative(self) -> bool {
        const SINGLE: [Base; 14] = [
            Base::Length,
            Base::Mass,
            Base::Time,
            Base::Bit,
            Base::Sample,
            Base::Frame,
            Base::Operation,
            Base::Axis,
            Base::Pixel,
            Base::Element,
            Base::Channel,
            Base::Gate,
            Base::Pin,
            Base::Core,
        ];
        SINGLE.iter().any(|base| self == Self::of(*base)) || self == Self::NUMBER.with(Base::Time, -1)
    }

    /// The exponent of a base, in halves.
    pub fn halves(self, base: Base) -> i8 {
        self.0[base as usize]
    }

    /// Product with `other` raised to `halves / 2`.
    #[must_use]
    pub fn times(self, other: Self, halves: i8) -> Self {
        let mut out = self;
        for (exponent, added) in out.0.iter_mut().zip(other.0) {
            *exponent = exponent.saturating_add((i16::from(added) * i16::from(halves) / 2).clamp(-100, 100) as i8);
        }
        out
    }
}

impl TryFrom<Vec<i8>> for Dimension {
    type Error = String;

    fn try_from(exponents: Vec<i8>) -> Result<Self, String> {
        let count = exponents.len();
        exponents.try_into().map(Self).map_err(|_| format!("a dimension has {BASES} exponents, not {count}"))
    }
}

impl From<Dimension> for Vec<i8> {
    fn from(dimension: Dimension) -> Self {
        dimension.0.into()
    }
}

impl fmt::Display for Dimension {
    /// Base dimensions with their powers: `length time^-1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::NUMBER {
            return f.write_str("number");
        }
        let mut gap = "";
        for (base, halves) in ALL.iter().zip(self.0).filter(|(_, halves)| *halves != 0) {
            let name = format!("{base:?}").to_lowercase();
            match halves {
                2 => write!(f, "{gap}{name}")?,
                _ if halves % 2 == 0 => write!(f, "{gap}{name}^{}", halves / 2)?,
                _ => write!(f, "{gap}{name}^{}/2", halves)?,
            }
            gap = " ";
        }
        Ok(())
    }
}

const ALL: [Base; BASES] = [
    Base::Length,
    Base::Mass,
    Base::Time,
    Base::Current,
    Base::Temperature,
    Base::Substance,
    Base::Angle,
    Base::Level,
    Base::Fraction,
    Base::Bit,
    Base::Sample,
    Base::Frame,
    Base::Operation,
    Base::Weighted,
    Base::Dose,
    Base::Decay,
    Base::Mach,
    Base::Axis,
    Base::Pixel,
    Base::Element,
    Base::Channel,
    Base::Gate,
    Base::Pin,
    Base::Core,
    Base::User,
    Base::Blade,
    Base::Point,
    Base::Turn,
    Base::Stage,
    Base::LinePair,
    Base::Lumen,
    Base::Octave,
];
