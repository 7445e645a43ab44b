//! The units of data sheets: symbols, prefixes, compounds (`W/cm2`, `deg/rt-h`), and the words people use for them.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::dimension::{Base, Dimension};

/// A unit: what one of it is in base units, and of which dimension.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// Its dimension.
    pub dimension: Dimension,
    scale: Scale,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Scale {
    /// base = factor × value
    Linear(f64),
    /// base = value × factor + offset (temperatures)
    Affine(f64, f64),
    /// base = factor × 10^(value/10) (dBm, dBW)
    Decibel(f64),
}

/// Why a text is not a unit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a unit the program knows; `dualuse lint --units` prints them all")]
pub struct UnitError(String);

impl Unit {
    /// A plain number.
    pub const NUMBER: Self = Self { dimension: Dimension::NUMBER, scale: Scale::Linear(1.0) };
    /// A share of a whole, or of a length.
    pub(super) const FRACTION: Self = Self { dimension: Dimension::of(Base::Fraction), scale: Scale::Linear(1.0) };

    /// Reads a unit as the register writes it, such as `GHz`, `W/cm2` or `deg/rt-h`.
    ///
    /// # Errors
    /// A symbol that is not in the table.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let error = || UnitError(text.to_owned());
        if let Some(unit) = symbol(text) {
            return Ok(unit);
        }
        let mut product = Self::NUMBER;
        let mut rest = text;
        let mut sign = 1;
        loop {
            let end = rest.find(['*', '/']).unwrap_or(rest.len());
            let (factor, dimension) = power(&rest[..end]).ok_or_else(error)?;
            product = product.times(factor, dimension, sign).ok_or_else(error)?;
            if end == rest.len() {
                return Ok(product);
            }
            sign = if rest.as_bytes()[end] == b'/' { -1 } else { 1 };
            rest = &rest[end + 1..];
        }
    }

    /// Reads a unit as people write it in a description: symbols, words, any of the usual spellings.
    pub fn read(written: &str) -> Option<Self> {
        let plain = plain_letters(written);
        let trimmed = plain.trim();
        if let Some(expression) = words().get(trimmed) {
            return Self::parse(expression).ok();
        }
        // As written first: "4 MW" is megawatts, not milliwatts.
        let compact: String = trimmed.chars().filter(|c| !c.is_whitespace()).collect();
        // "bit 3" is a unit and the next figure, not a cube.
        let next_figure = trimmed.split_whitespace().any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        if compact.is_empty() || next_figure {
            return None;
        }
        let lower = compact.to_lowercase();
        Self::parse(&compact)
            .ok()
            .or_else(|| {
                words().get(trimmed.to_lowercase().as_str()).and_then(|expression| Self::parse(expression).ok())
            })
            .or_else(|| compact.bytes().all(|b| !b.is_ascii_lowercase()).then(|| Self::parse(&lower).ok()).flatten())
            .or_else(|| Self::parse(&spelled_parts(&compact)?).ok())
            .or_else(|| Self::parse(&from_capitals(&compact)?).ok())
    }

    /// The value in base units.
    pub fn to_base(self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear(factor) => value * factor,
            Scale::Affine(factor, offset) => value * factor + offset,
            Scale::Decibel(factor) => factor * 10f64.powf(value / 10.0),
        }
    }

    /// The value in this unit, from base units.
    pub fn in_unit(self, base: f64) -> f64 {
        match self.scale {
            Scale::Linear(factor) => base / factor,
            Scale::Affine(factor, offset) => (base - offset) / factor,
            Scale::Decibel(factor) => 10.0 * (base / factor).log10(),
        }
    }

    fn times(self, factor: f64, dimension: Dimension, sign: i8) -> Option<Self> {
        let Scale::Linear(own) = self.scale else { return None };
        let scale = if sign < 0 { own / factor } else { own * factor };
        Some(Self { dimension: self.dimension.times(dimension, 2 * sign), scale: Scale::Linear(scale) })
    }
}

/// A unit of an order line in capitals, with the letters its symbols have: `UW` is `uW`, `W/CM2` is `W/cm2`, `MGY` is `MGy`.
fn from_capitals(compact: &str) -> Option<String> {
    if compact.len() > LONGEST_IN_CAPITALS || compact.bytes().any(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let mut out = String::new();
    for part in compact.split_inclusive(['/', '*']) {
        let (body, joint) = part.split_at(part.trim_end_matches(['/', '*']).len());
        let (letters, power) = body.split_at(body.trim_end_matches(|c: char| c.is_ascii_digit()).len());
        out += &symbol_of_capitals(letters)?;
        out += power;
        out += joint;
    }
    Some(out)
}

/// A symbol with its prefix; `M` stays mega.
fn symbol_of_capitals(letters: &str) -> Option<String> {
    let known = |letters: &str| SYMBOLS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(letters));
    if let Some((name, ..)) = known(letters) {
        return Some((*name).to_owned());
    }
    if letters == "MM" {
        return Some("mm".to_owned());
    }
    let mut rest = letters.chars();
    let prefix = match rest.next()? {
        'U' => 'u',
        'C' => 'c',
        'K' => 'k',
        'N' => 'n',
        'P' => 'p',
        letter @ ('M' | 'G' | 'T') => letter,
        _ => return None,
    };
    let (name, ..) = known(rest.as_str()).filter(|(.., prefixes)| *prefixes)?;
    Some(format!("{prefix}{name}"))
}

/// Longest text that is read as a unit in capitals.
const LONGEST_IN_CAPITALS: usize = 12;

/// One part of a compound: a symbol, perhaps with a power (`cm2`) or under a root (`rt-h`).
fn power(part: &str) -> Option<(f64, Dimension)> {
    if part == "1" {
        return Some((1.0, Dimension::NUMBER));
    }
    let (under_root, body) = part.strip_prefix("rt-").map_or((false, part), |body| (true, body));
    if under_root {
        let Scale::Linear(factor) = symbol(body)?.scale else { return None };
        return Some((factor.sqrt(), Dimension::NUMBER.times(symbol(body)?.dimension, 1)));
    }
    if let Some(unit) = symbol(body) {
        let Scale::Linear(factor) = unit.scale else { return None };
        return Some((factor, unit.dimension));
    }
    let exponent: i8 = body.get(body.len().checked_sub(1)?..)?.parse().ok().filter(|n| (2..=4).contains(n))?;
    let unit = symbol(&body[..body.len() - 1])?;
    let Scale::Linear(factor) = unit.scale else { return None };
    Some((factor.powi(exponent.into()), Dimension::NUMBER.times(unit.dimension, 2 * exponent)))
}

/// Parts of a compound that are spelled out ("deg/hour", "frames/s").
fn spelled_parts(compact: &str) -> Option<String> {
    if !compact.contains('/') {
        return None;
    }
    let part = |p: &str| words().get(p.to_lowercase().as_str()).map_or_else(|| p.to_owned(), |w| (*w).to_owned());
    Some(compact.split('/').map(part).collect::<Vec<_>>().join("/"))
}

/// Letters that data sheets vary: micro signs, superscripts, degree and root signs, middle dots.
fn plain_letters(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    for c in written.chars() {
        match c {
            'µ' | 'μ' => out.push('u'),
            '²' => out.push('2'),
            '³' => out.push('3'),
            '·' | '×' | '⋅' => out.push('*'),
            '√' => out.push_str("rt-"),
            'Ω' | '\u{2126}' => out.push_str("ohm"),
            'Å' | '\u{212b}' => out.push_str("angstrom"),
            '°' | 'º' => out.push_str("deg"),
            '″' | '”' | '“' => out.push('"'),
            '′' | '’' => out.push('\''),
            '^' => {}
            '\u{a0}' | '\u{202f}' | '\u{2009}' => out.push(' '),
            _ => out.push(c),
        }
    }
    out.replace("rt-(", "rt-").replace("sqrt(", "rt-").replace("sqrt", "rt-").replace(')', "")
}

const NUM: Dimension = Dimension::NUMBER;
const fn d(base: Base) -> Dimension {
    Dimension::of(base)
}
const ENERGY: Dimension = NUM.with(Base::Mass, 1).with(Base::Length, 2).with(Base::Time, -2);
const POWER: Dimension = NUM.with(Base::Mass, 1).with(Base::Length, 2).with(Base::Time, -3);
const FORCE: Dimension = NUM.with(Base::Mass, 1).with(Base::Length, 1).with(Base::Time, -2);
const PRESSURE: Dimension = NUM.with(Base::Mass, 1).with(Base::Length, -1).with(Base::Time, -2);
const VOLTAGE: Dimension = POWER.with(Base::Current, -1);
const ACCELERATION: Dimension = NUM.with(Base::Length, 1).with(Base::Time, -2);
const SPEED: Dimension = NUM.with(Base::Length, 1).with(Base::Time, -1);
const PER_SECOND: Dimension = NUM.with(Base::Time, -1);

/// Symbol, factor to base units, dimension, whether SI prefixes may stand before it.
#[rustfmt::skip]
const SYMBOLS: &[(&str, f64, Dimension, bool)] = &[
    ("m", 1.0, d(Base::Length), true), ("in", 0.0254, d(Base::Length), false), ("ft", 0.3048, d(Base::Length), false),
    ("nmi", 1852.0, d(Base::Length), false), ("mi", 1609.344, d(Base::Length), false), ("mil", 2.54e-5, d(Base::Length), false),
    ("angstrom", 1e-10, d(Base::Length), false),
    ("g", 1e-3, d(Base::Mass), true), ("t", 1e3, d(Base::Mass), false), ("lb", 0.453_592_37, d(Base::Mass), false), ("oz", 0.028_349_523_125, d(Base::Mass), false),
    ("s", 1.0, d(Base::Time), true), ("min", 60.0, d(Base::Time), false), ("h", 3600.0, d(Base::Time), false),
    ("day", 86_400.0, d(Base::Time), false), ("year", 31_557_600.0, d(Base::Time), false),
    ("A", 1.0, d(Base::Current), true), ("K", 1.0, d(Base::Temperature), true), ("mol", 1.0, d(Base::Substance), true),
    ("deg", 1.0, d(Base::Angle), true), ("arcmin", 1.0 / 60.0, d(Base::Angle), false), ("arcsec", 1.0 / 3600.0, d(Base::Angle), true),
    ("rad", 57.295_779_513_082_32, d(Base::Angle), true), ("rpm", 6.0, d(Base::Angle).with(Base::Time, -1), true),
    ("Hz", 1.0, PER_SECOND, true), ("N", 1.0, FORCE, true), ("lbf", 4.448_221_615_260_5, FORCE, false), ("kgf", 9.806_65, FORCE, false),
    ("Pa", 1.0, PRESSURE, true), ("bar", 1e5, PRESSURE, true), ("psi", 6_894.757_293_168, PRESSURE, true), ("torr", 133.322_368_421, PRESSURE, true),
    ("atm", 101_325.0, PRESSURE, false), ("J", 1.0, ENERGY, true), ("Wh", 3600.0, ENERGY, true), ("eV", 1.602_176_634e-19, ENERGY, true), ("cal", 4.184, ENERGY, true),
    ("W", 1.0, POWER, true), ("VA", 1.0, POWER, true), ("hp", 745.699_871_582, POWER, false), ("PS", 735.498_75, POWER, false), ("V", 1.0, VOLTAGE, true),
    ("C", 1.0, NUM.with(Base::Current, 1).with(Base::Time, 1), true), ("F", 1.0, NUM.with(Base::Current, 2).with(Base::Time, 4).with(Base::Mass, -1).with(Base::Length, -2), true),
    ("ohm", 1.0, VOLTAGE.with(Base::Current, -2), true), ("S", 1.0, NUM.with(Base::Current, 2).with(Base::Time, 3).with(Base::Mass, -1).with(Base::Length, -2), true),
    ("T", 1.0, NUM.with(Base::Mass, 1).with(Base::Time, -2).with(Base::Current, -1), true), ("gauss", 1e-4, NUM.with(Base::Mass, 1).with(Base::Time, -2).with(Base::Current, -1), true),
    ("Wb", 1.0, NUM.with(Base::Mass, 1).with(Base::Length, 2).with(Base::Time, -2).with(Base::Current, -1), true),
    ("H", 1.0, NUM.with(Base::Mass, 1).with(Base::Length, 2).with(Base::Time, -2).with(Base::Current, -2), true),
    ("l", 1e-3, NUM.with(Base::Length, 3), true), ("gal", 3.785_411_784e-3, NUM.with(Base::Length, 3), false),
    ("g0", 9.806_65, ACCELERATION, true), ("Gal", 0.01, ACCELERATION, true), ("kt", 0.514_444_444_444, SPEED, false), ("mach", 1.0, d(Base::Mach), false), ("cP", 1e-3, PRESSURE.with(Base::Time, -1), false),
    ("dB", 1.0, d(Base::Level), false), ("dBi", 1.0, d(Base::Level), false), ("dBc", 1.0, d(Base::Level), false), ("dBd", 1.0, d(Base::Level), false),
    ("%", 0.01, d(Base::Fraction), false), ("ppm", 1e-6, d(Base::Fraction), false), ("ppb", 1e-9, d(Base::Fraction), false),
    ("bit", 1.0, d(Base::Bit), true), ("byte", 8.0, d(Base::Bit), true), ("B", 8.0, d(Base::Bit), true), ("bps", 1.0, d(Base::Bit).with(Base::Time, -1), true),
    ("SPS", 1.0, d(Base::Sample).with(Base::Time, -1), true), ("sample", 1.0, d(Base::Sample), true), ("fps", 1.0, d(Base::Frame).with(Base::Time, -1), true), ("frame", 1.0, d(Base::Frame), true),
    ("OPS", 1.0, d(Base::Operation).with(Base::Time, -1), true), ("FLOPS", 1.0, d(Base::Operation).with(Base::Time, -1), true), ("WT", 1.0, d(Base::Weighted), false),
    ("Gy", 1.0, d(Base::Dose), true), ("rad(Si)", 0.01, d(Base::Dose), true), ("Sv", 1.0, d(Base::Dose), true), ("Bq", 1.0, d(Base::Decay).with(Base::Time, -1), true), ("Ci", 3.7e10, d(Base::Decay).with(Base::Time, -1), true),
    ("axes", 1.0, d(Base::Axis), false), ("pixels", 1.0, d(Base::Pixel), true), ("elements", 1.0, d(Base::Element), true), ("channels", 1.0, d(Base::Channel), false),
    ("gates", 1.0, d(Base::Gate), true), ("pins", 1.0, d(Base::Pin), false), ("cores", 1.0, d(Base::Core), false), ("users", 1.0, d(Base::User), false), ("blades", 1.0, d(Base::Blade), false),
    ("points", 1.0, d(Base::Point), false), ("turns", 1.0, d(Base::Turn), false), ("stages", 1.0, d(Base::Stage), false), ("lp", 1.0, d(Base::LinePair), false), ("octaves", 1.0, d(Base::Octave), false), ("lm", 1.0, d(Base::Lumen), true), ("u", 1.660_539_066_6e-27, d(Base::Mass), false),
];

const PREFIXES: &[(&str, f64)] = &[
    ("f", 1e-15),
    ("p", 1e-12),
    ("n", 1e-9),
    ("u", 1e-6),
    ("m", 1e-3),
    ("c", 1e-2),
    ("d", 1e-1),
    ("h", 1e2),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
    ("P", 1e15),
    ("E", 1e18),
];

/// What people write, and the unit expression it stands for. Matched as written first, then in lower case.
#[rustfmt::skip]
const WORDS: &[(&str, &str)] = &[
    ("micron", "um"), ("microns", "um"), ("micrometer", "um"), ("micrometers", "um"), ("micrometre", "um"), ("micrometres", "um"), ("mikrometer", "um"), ("my", "um"),
    ("nanometer", "nm"), ("nanometers", "nm"), ("nanometre", "nm"), ("nanometres", "nm"), ("millimeter", "mm"), ("millimetre", "mm"), ("millimetres", "mm"), ("millimeters", "mm"),
    ("centimeter", "cm"), ("centimetre", "cm"), ("meter", "m"), ("meters", "m"), ("metre", "m"), ("metres", "m"), ("mtr", "m"), ("kilometer", "km"), ("kilometers", "km"), ("kilometre", "km"), ("kilometres", "km"),
    ("inch", "in"), ("inches", "in"), ("\"", "in"), ("zoll", "in"), ("pouces", "in"), ("feet", "ft"), ("foot", "ft"), ("pieds", "ft"), ("nautical miles", "nmi"), ("nautical mile", "nmi"), ("seemeilen", "nmi"), ("nautische meilen", "nmi"), ("nautische meile", "nmi"), ("nautische meilen/h", "nmi/h"), ("seemeilen/h", "nmi/h"), ("milles marins/h", "nmi/h"), ("nautical miles/h", "nmi/h"), ("nautical miles/hr", "nmi/h"), ("milles marins", "nmi"), ("miles", "mi"), ("mile", "mi"),
    ("gram", "g"), ("grams", "g"), ("gramm", "g"), ("kgs", "kg"), ("kilogram", "kg"), ("kilograms", "kg"), ("kilo", "kg"), ("tonne", "t"), ("tonnes", "t"), ("tons", "t"), ("lbs", "lb"), ("pounds", "lb"),
    ("second", "s"), ("seconds", "s"), ("sec", "s"), ("sek", "s"), ("sekunden", "s"), ("secondes", "s"), ("minutes", "min"), ("minute", "min"), ("mins", "min"), ("minuten", "min"), ("hour", "h"), ("hours", "h"), ("hr", "h"), ("hrs", "h"), ("std", "h"), ("stunden", "h"), ("stunde", "h"), ("heures", "h"), ("heure", "h"),
    ("days", "day"), ("tage", "day"), ("jours", "day"), ("years", "year"), ("jahre", "year"), ("microseconds", "us"), ("nanoseconds", "ns"), ("milliseconds", "ms"), ("picoseconds", "ps"), ("femtoseconds", "fs"),
    ("hz", "Hz"), ("khz", "kHz"), ("mhz", "MHz"), ("ghz", "GHz"), ("thz", "THz"), ("gigahertz", "GHz"), ("megahertz", "MHz"), ("kilohertz", "kHz"), ("hertz", "Hz"),
    ("v", "V"), ("kv", "kV"), ("volt", "V"), ("volts", "V"), ("vdc", "V"), ("vac", "V"), ("kvdc", "kV"), ("a", "A"), ("ka", "kA"), ("ma", "mA"), ("amp", "A"), ("amps", "A"), ("ampere", "A"), ("amperes", "A"), ("ah", "A*h"), ("mah", "mA*h"),
    ("w", "W"), ("kw", "kW"), ("mw", "mW"), ("gw", "GW"), ("watt", "W"), ("watts", "W"), ("kilowatt", "kW"), ("megawatt", "MW"), ("kva", "kVA"), ("wh", "Wh"), ("kwh", "kWh"),
    ("j", "J"), ("kj", "kJ"), ("mj", "mJ"), ("joule", "J"), ("joules", "J"), ("kev", "keV"), ("mev", "MeV"), ("ev", "eV"),
    ("pa", "Pa"), ("kpa", "kPa"), ("mpa", "MPa"), ("gpa", "GPa"), ("barg", "bar"), ("bara", "bar"), ("bars", "bar"), ("mbar", "mbar"), ("hpa", "hPa"), ("psig", "psi"), ("psia", "psi"), ("n", "N"), ("kn", "kN"), ("mn", "MN"), ("nm3/h", "m3/h"),
    ("degc", "degC"), ("deg c", "degC"), ("celsius", "degC"), ("grad celsius", "degC"), ("degf", "degF"), ("deg f", "degF"), ("kelvin", "K"), ("k", "K"),
    ("degree", "deg"), ("degrees", "deg"), ("grad", "deg"), ("degrés", "deg"), ("arc sec", "arcsec"), ("arcseconds", "arcsec"), ("arc seconds", "arcsec"), ("seconds of arc", "arcsec"), ("arcsecond", "arcsec"), ("bogensekunden", "arcsec"), ("winkelsekunden", "arcsec"), ("arc minutes", "arcmin"), ("arcminutes", "arcmin"), ("bogenminuten", "arcmin"),
    ("deg/hr", "deg/h"), ("deg/hour", "deg/h"), ("degrees per hour", "deg/h"), ("degree per hour", "deg/h"), ("deg per hour", "deg/h"), ("degh", "deg/h"), ("deg/sec", "deg/s"), ("degrees per second", "deg/s"), ("degree per second", "deg/s"), ("dps", "deg/s"),
    ("deg/rt-hr", "deg/rt-h"), ("deg/rt-hour", "deg/rt-h"), ("deg/root hour", "deg/rt-h"), ("deg/root-hour", "deg/rt-h"), ("degree per root hour", "deg/rt-h"), ("degrees per root hour", "deg/rt-h"), ("deg per root hour", "deg/rt-h"), ("degree per square root hour", "deg/rt-h"), ("degrees per square root hour", "deg/rt-h"), ("deg/h^0.5", "deg/rt-h"), ("deg/h0.5", "deg/rt-h"),
    ("rpm", "rpm"), ("u/min", "rpm"), ("1/min", "rpm"), ("min-1", "rpm"), ("min^-1", "rpm"), ("tr/min", "rpm"), ("rev/min", "rpm"), ("revolutions per minute", "rpm"), ("krpm", "krpm"),
    ("g's", "g0"), ("gee", "g0"), ("ug", "ug"), ("micro-g", "ug0"), ("micro g", "ug0"), ("milli-g", "mg0"), ("knots", "kt"), ("knot", "kt"), ("kts", "kt"), ("knoten", "kt"), ("noeuds", "kt"), ("nm/h", "nmi/h"), ("nm/hr", "nmi/h"), ("nmi/hr", "nmi/h"), ("nautical miles per hour", "nmi/h"), ("nautical mile per hour", "nmi/h"), ("kph", "km/h"), ("kmh", "km/h"), ("km per hour", "km/h"), ("mph", "mi/h"), ("m/sec", "m/s"), ("mach", "mach"),
    ("litre", "l"), ("litres", "l"), ("liter", "l"), ("liters", "l"), ("ltr", "l"), ("L", "l"), ("lt", "l"), ("mL", "ml"), ("cc", "cm3"), ("ccm", "cm3"), ("cbm", "m3"), ("cubic meters", "m3"), ("cubic metres", "m3"), ("m3", "m3"), ("qm", "m2"), ("sqm", "m2"), ("square meters", "m2"), ("square metres", "m2"), ("lpm", "l/min"), ("L/min", "l/min"), ("l/min", "l/min"), ("l/s", "l/s"), ("L/s", "l/s"), ("L/h", "l/h"), ("m3/hr", "m3/h"), ("m3/hour", "m3/h"), ("cbm/h", "m3/h"), ("cubic meters per hour", "m3/h"), ("gal", "gal"), ("gallons", "gal"), ("gpm", "gal/min"),
    ("db", "dB"), ("dbi", "dBi"), ("dbm", "dBm"), ("dbw", "dBW"), ("dbc/hz", "dBc/Hz"), ("dbc", "dBc"), ("dbfs", "dB"), ("percent", "%"), ("per cent", "%"), ("pct", "%"), ("prozent", "%"), ("wt%", "%"), ("wt.%", "%"), ("wt.-%", "%"), ("gew.-%", "%"), ("% w/w", "%"), ("%w/w", "%"), ("at%", "%"), ("vol%", "%"), ("mol%", "%"), ("ma%", "%"),
    ("bits", "bit"), ("B", "bit"), ("n/cm2", "1/cm2"), ("n/s", "1/s"), ("n/cm2/s", "1/cm2/s"), ("ohm-cm", "ohm*cm"), ("ohm cm", "ohm*cm"), ("ohm.cm", "ohm*cm"), ("arc second", "arcsec"), ("arc minute", "arcmin"), ("bytes", "byte"), ("kb", "kbyte"), ("mb", "Mbyte"), ("gb", "Gbyte"), ("tb", "Tbyte"), ("gbit", "Gbit"), ("mbit", "Mbit"), ("gbps", "Gbit/s"), ("gb/s", "Gbyte/s"), ("mb/s", "Mbyte/s"), ("gbit/s", "Gbit/s"), ("mbit/s", "Mbit/s"), ("mbps", "Mbit/s"), ("Gb/s", "Gbit/s"), ("Mb/s", "Mbit/s"), ("kbps", "kbit/s"), ("tbps", "Tbit/s"), ("tbit/s", "Tbit/s"), ("gigabit", "Gbit"), ("gigabit/s", "Gbit/s"), ("gbe", "Gbit/s"), ("bps", "bit/s"), ("gt/s", "Gbit/s"),
    ("sps", "SPS"), ("ksps", "kSPS"), ("msps", "MSPS"), ("gsps", "GSPS"), ("ks/s", "kSPS"), ("ms/s", "MSPS"), ("gs/s", "GSPS"), ("sa/s", "SPS"), ("ksa/s", "kSPS"), ("msa/s", "MSPS"), ("gsa/s", "GSPS"), ("éch/s", "SPS"), ("kéch/s", "kSPS"), ("méch/s", "MSPS"), ("géch/s", "GSPS"), ("ech/s", "SPS"), ("kech/s", "kSPS"), ("mech/s", "MSPS"), ("gech/s", "GSPS"), ("MS/s", "MSPS"), ("MS/S", "MSPS"), ("GS/S", "GSPS"), ("KS/S", "kSPS"), ("S/S", "SPS"), ("s/s", "SPS"), ("K", "K"), ("MK", "mK"), ("second of arc", "arcsec"), ("arc seconds", "arcsec"), ("GS/s", "GSPS"), ("Ms/s", "MSPS"), ("Gs/s", "GSPS"), ("GSa/s", "GSPS"), ("MSa/s", "MSPS"), ("samples/s", "SPS"), ("samples per second", "SPS"), ("mega samples per second", "MSPS"), ("giga samples per second", "GSPS"),
    ("fps", "fps"), ("frames/s", "fps"), ("frames per second", "fps"), ("frames/sec", "fps"), ("frame/s", "fps"), ("bilder/s", "fps"), ("bilder pro sekunde", "fps"), ("images/s", "fps"), ("images par seconde", "fps"), ("i/s", "fps"), ("b/s", "fps"), ("full frames per second", "fps"), ("mfps", "Mfps"), ("kfps", "kfps"),
    ("tops", "TOPS"), ("gops", "GOPS"), ("pops", "POPS"), ("tflops", "TFLOPS"), ("gflops", "GFLOPS"), ("pflops", "PFLOPS"), ("teraflops", "TFLOPS"), ("petaflops", "PFLOPS"), ("gigaflops", "GFLOPS"), ("tflop/s", "TFLOPS"), ("wt", "WT"), ("weighted teraflops", "WT"),
    ("gy", "Gy"), ("krad", "krad(Si)"), ("mrad(si)", "Mrad(Si)"), ("krad(si)", "krad(Si)"), ("rad(si", "rad(Si)"), ("krad(si", "krad(Si)"), ("mrad(si", "Mrad(Si)"), ("bq", "Bq"), ("gbq", "GBq"), ("tbq", "TBq"), ("ci", "Ci"),
    ("axis", "axes"), ("axes", "axes"), ("achsen", "axes"), ("achs", "axes"), ("achsig", "axes"), ("achsige", "axes"), ("achsiges", "axes"), ("achsiger", "axes"), ("ax", "axes"), ("axe", "axes"), ("pixel", "pixels"), ("px", "pixels"), ("mp", "Mpixels"), ("mpx", "Mpixels"), ("mpix", "Mpixels"), ("mpixel", "Mpixels"), ("megapixel", "Mpixels"), ("megapixels", "Mpixels"), ("mégapixels", "Mpixels"), ("element", "elements"), ("elemente", "elements"), ("éléments", "elements"), ("channel", "channels"), ("ch", "channels"), ("kanal", "channels"), ("kanäle", "channels"), ("canaux", "channels"), ("voies", "channels"),
    ("gate", "gates"), ("pin", "pins"), ("core", "cores"), ("kerne", "cores"), ("coeurs", "cores"), ("user", "users"), ("nutzer", "users"), ("utilisateurs", "users"), ("blade", "blades"), ("blatt", "blades"), ("point", "points"), ("punkte", "points"), ("stage", "stages"), ("stufig", "stages"), ("octave", "octaves"), ("lp/mm", "lp/mm"), ("lpmm", "lp/mm"), ("line pairs/mm", "lp/mm"), ("t", "t"), ("tesla", "T"), ("gauss", "gauss"), ("mt", "mT"), ("ohm", "ohm"), ("ohms", "ohm"), ("kohm", "kohm"), ("uf", "uF"), ("nf", "nF"), ("pf", "pF"), ("mf", "mF"), ("nh", "nH"), ("uh", "uH"), ("hp", "hp"), ("ps", "ps"),
];

fn words() -> &'static HashMap<&'static str, &'static str> {
    static TABLE: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| WORDS.iter().copied().collect());
    &TABLE
}

fn symbol(text: &str) -> Option<Unit> {
    match text {
        "degC" => return Some(Unit { dimension: d(Base::Temperature), scale: Scale::Affine(1.0, 273.15) }),
        "degF" => {
            return Some(Unit { dimension: d(Base::Temperature), scale: Scale::Affine(5.0 / 9.0, 459.67 * 5.0 / 9.0) });
        }
        "dBm" => return Some(Unit { dimension: POWER, scale: Scale::Decibel(1e-3) }),
        "dBm/Hz" => {
            let dimension = POWER.times(Dimension::of(Base::Time), 2);
            return Some(Unit { dimension, scale: Scale::Decibel(1e-3) });
        }
        "dBW" => return Some(Unit { dimension: POWER, scale: Scale::Decibel(1.0) }),
        _ => {}
    }
    let find = |name: &str| symbols().get(name);
    if let Some((factor, dimension, _)) = find(text) {
        return Some(Unit { dimension: *dimension, scale: Scale::Linear(*factor) });
    }
    let (prefix, factor) = PREFIXES.iter().find(|(prefix, _)| text.starts_with(prefix))?;
    let (own, dimension, prefixable) = find(&text[prefix.len()..])?;
    prefixable.then_some(Unit { dimension: *dimension, scale: Scale::Linear(factor * own) })
}

fn symbols() -> &'static HashMap<&'static str, (f64, Dimension, bool)> {
    static TABLE: LazyLock<HashMap<&str, (f64, Dimension, bool)>> = LazyLock::new(|| {
        SYMBOLS.iter().map(|&(name, factor, dimension, prefixes)| (name, (factor, dimension, prefixes))).collect()
    });
    &TABLE
}

/// Every unit symbol with its dimension and whether it takes SI prefixes, in the order of the table.
pub fn unit_table() -> impl Iterator<Item = (&'static str, Dimension, bool)> {
    SYMBOLS.iter().map(|&(name, _, dimension, prefixes)| (name, dimension, prefixes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::same;

    fn base(value: f64, unit: &str) -> f64 {
        Unit::parse(unit).unwrap().to_base(value)
    }

    #[test]
    fn units_convert_as_the_tables_of_the_trade_say() {
        for (left, right) in [
            ((1.0, "GHz"), (1000.0, "MHz")),
            ((1.0, "in"), (25.4, "mm")),
            ((48.75, "dBm"), (74.989_420_933, "W")),
            ((30.0, "dBm"), (1.0, "W")),
            ((1.0, "W/cm2"), (1e4, "W/m2")),
            ((60.0, "deg/h"), (1.0, "deg/min")),
            ((1.0, "deg/rt-h"), (60.0 / 3600.0, "deg/rt-s")),
            ((25.0, "kt"), (46.3, "km/h")),
            ((1.0, "atm"), (101.325, "kPa")),
            ((100.0, "degC"), (373.15, "K")),
            ((1.0, "rpm"), (6.0, "deg/s")),
            ((1.0, "GB/s"), (8.0, "Gbit/s")),
            ((1.0, "m3/h"), (1000.0 / 60.0, "l/min")),
            ((1.0, "Gy"), (100.0, "rad(Si)")),
        ] {
            let (a, b) = (base(left.0, left.1), base(right.0, right.1));
            assert!(same(a, b) || (a - b).abs() < 1e-6 * a.abs(), "{left:?} {right:?}: {a} {b}");
        }
    }

    #[test]
    fn a_value_survives_the_way_to_base_units_and_back() {
        for (symbol, _, _) in unit_table() {
            let unit = Unit::parse(symbol).unwrap();
            assert!(same(unit.in_unit(unit.to_base(3.7)), 3.7), "{symbol}");
        }
        for symbol in ["degC", "degF", "dBm", "nV/rt-Hz", "A/cm2", "kg/m3", "Pa*m3/s"] {
            let unit = Unit::parse(symbol).unwrap();
            assert!(same(unit.in_unit(unit.to_base(3.7)), 3.7), "{symbol}");
        }
    }

    #[test]
    fn every_word_for_a_unit_is_a_unit() {
        for (word, expression) in WORDS {
            assert!(Unit::parse(expression).is_ok(), "{word} = {expression}");
        }
    }

    #[test]
    fn counted_things_are_not_each_other() {
        assert_ne!(Unit::parse("axes").unwrap().dimension, Unit::parse("channels").unwrap().dimension);
        assert_ne!(Unit::parse("MSPS").unwrap().dimension, Unit::parse("MHz").unwrap().dimension);
        assert!(Unit::parse("furlong").is_err());
        assert!(Unit::parse("").is_err());
    }

    #[test]
    fn people_write_units_in_many_ways() {
        for (written, expression) in [
            ("µm", "um"),
            ("m³/h", "m3/h"),
            ("°/h", "deg/h"),
            ("°/√h", "deg/rt-h"),
            ("W/cm²", "W/cm2"),
            ("Ω", "ohm"),
            ("Bilder/s", "fps"),
            ("GSa/s", "GSPS"),
            ("°C", "degC"),
            ("MHZ", "MHz"),
            ("Achsen", "axes"),
        ] {
            assert_eq!(
                Unit::read(written).map(|u| u.dimension),
                Unit::parse(expression).ok().map(|u| u.dimension),
                "{written}"
            );
        }
    }
}
