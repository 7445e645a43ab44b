//! Units that people write for two things: which other reading a text may mean.

use super::units::Unit;

/// Whether a unit of an order line in capitals may be a million or a thousandth ("20 MJ").
pub(super) fn is_mega_or_milli(written: &str) -> bool {
    written.strip_prefix('M').is_some_and(|unit| matches!(unit, "W" | "V" | "A" | "J" | "N" | "OHM"))
}

/// Units that people write for two things.
pub(super) fn second_unit(written: &str) -> Option<Unit> {
    let other = match written {
        "g" | "G" => "g0",
        "mg" => "mg0",
        "ug" | "µg" | "μg" => "ug0",
        "Hz" | "hz" | "HZ" => "fps",
        "kHz" | "khz" | "KHZ" => "kfps",
        "nm" | "NM" => "nmi",
        "kn" => "kt",
        "t" => "T",
        "T" => "t",
        "MW" => "mW",
        "MA" => "mA",
        "MV" => "mV",
        "MS" => "ms",
        "M" => "Mpixels",
        "GB/s" => "Gbit/s",
        // "0.15 nT at 1 Hz" is a noise density.
        "nT" => "nT/rt-Hz",
        "pT" => "pT/rt-Hz",
        "fT" => "fT/rt-Hz",
        "rad" => "rad(Si)",
        "krad" => "krad(Si)",
        "Mrad" => "Mrad(Si)",
        "mm" | "cm" => return None,
        _ => return None,
    };
    Unit::parse(other).ok()
}
