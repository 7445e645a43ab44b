//! Every derived parameter, worked out once by hand from the formula of the list, in the units of the list.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use dualuse::control_list::{End, ListSource, Register};
use dualuse::quantity::Unit;

/// A parameter, its inputs as figure or range with units, and what the list's formula makes of them.
struct Worked {
    parameter: &'static str,
    from: &'static [(&'static str, &'static str)],
    gives: &'static str,
}

const fn worked(parameter: &'static str, from: &'static [(&'static str, &'static str)], gives: &'static str) -> Worked {
    Worked { parameter, from, gives }
}

const WORKED: &[Worked] = &[
    // Carbon fibre: 230 GPa over 1.8 g/cm3 times standard gravity, 13.03e6 m; 3530 MPa, 2.0e5 m.
    worked("specific modulus", &[("tensile modulus", "230 GPa"), ("density", "1.8 g/cm3")], "13029707 m"),
    worked(
        "specific tensile strength",
        &[("ultimate tensile strength", "3530 MPa"), ("density", "1.8 g/cm3")],
        "199977.7 m",
    ),
    worked("stated hafnium ratio", &[("hafnium to zirconium ratio", "0.1 %")], "0.1 %"),
    worked("stated stress-rupture life", &[("stress-rupture life", "12000 h")], "12000 h"),
    worked("stated low cycle fatigue life", &[("low cycle fatigue life", "15000")], "15000"),
    worked("stated frame rate", &[("frame rate", "120 fps")], "120 fps"),
    worked("listed chemical share", &[("concentration", "35 %")], "35 %"),
    worked("stated tensile strength", &[("ultimate tensile strength", "480 MPa")], "480 MPa"),
    worked("nominal size", &[("DN number", "25")], "25 mm"),
    worked("column inside diameter", &[("DN number", "150")], "0.15 m"),
    worked("inlet throat size", &[("DN number", "380")], "380 mm"),
    worked("largest bearing dimension", &[("bearing dimension", "30 mm to 62 mm")], "62 mm"),
    worked("smallest bearing dimension", &[("bearing dimension", "30 mm to 62 mm")], "30 mm"),
    // 2B006.b: (800 + 600 L / 1000) nm with L in mm; at 1000 mm an encoder of 1400 nm stands exactly at 800 nm.
    worked("length-adjusted encoder accuracy", &[("accuracy", "1.4 um"), ("measuring length", "1000 mm")], "800 nm"),
    // 2B006.a: 1.8 + L/1250 µm (0.8 µm a metre) on an axis of 700 mm is 2.36 µm there; less L/1000 that is 1.66 µm, inside 1.7.
    worked(
        "length error less L/1000",
        &[
            ("length measurement error", "1.8 um"),
            ("length error per length", "0.8 ppm"),
            ("longest measured length", "700 mm"),
        ],
        "1.66 um",
    ),
    // 2B206.a.2: 1.8 + L/1000 µm meets 1.7 + L/800 µm at 400 mm; at 700 mm it is 0.175 µm below its start.
    worked(
        "length error less L/800",
        &[
            ("length measurement error", "1.8 um"),
            ("length error per length", "1 ppm"),
            ("longest measured length", "700 mm"),
        ],
        "1.625 um",
    ),
    // An error that grows faster than the limit is nearest to it at no length.
    worked(
        "one-axis length error less L/1000",
        &[
            ("one-axis length measurement error", "1.2 um"),
            ("length error per length", "3 ppm"),
            ("longest measured length", "500 mm"),
        ],
        "1.2 um",
    ),
    worked(
        "uncertainty less L/2000 nm",
        &[
            ("displacement measurement uncertainty", "2 nm"),
            ("uncertainty per length", "0.0001 ppm"),
            ("longest measured length", "1000 mm"),
        ],
        "1.6 nm",
    ),
    worked(
        "uncertainty less L/2000 um",
        &[
            ("displacement measurement uncertainty", "0.3 um"),
            ("uncertainty per length", "0.1 ppm"),
            ("longest measured length", "500 mm"),
        ],
        "0.1 um",
    ),
    worked("accuracy at 13 kPa", &[("pressure accuracy", "1 %"), ("full scale pressure", "13 kPa")], "130 Pa"),
    worked(
        "aggregate transceiver data rate",
        &[("transceiver count", "8"), ("transceiver data rate", "112 Gbit/s")],
        "896 Gbit/s",
    ),
    // N log2 N / 20 480 ms: 1024 points may take 0.5 ms.
    worked("FFT time ratio", &[("FFT execution time", "500 us"), ("FFT length", "1024 points")], "1"),
    // The ratio of the carrier to the next largest component, both against full scale.
    worked("spurious-free dynamic range", &[("carrier level", "-1 dB"), ("largest spurious level", "-70 dB")], "69 dB"),
    worked("DAC clock frequency", &[("adjusted update rate", "3500 MSPS")], "3.5 GHz"),
    // 2 times MacTOPS times bit length; one multiply-accumulate is two operations.
    worked("total processing performance", &[("8-bit operation rate", "600 TOPS")], "4800"),
    worked(
        "total processing performance from MacTOPS",
        &[("multiply-accumulate rate", "375"), ("bit length of the operation", "8 bit")],
        "6000",
    ),
    worked("total processing performance at 4 bit", &[("4-bit operation rate", "1200 TOPS")], "4800"),
    worked("total processing performance at 16 bit", &[("16-bit operation rate", "300 TFLOPS")], "4800"),
    worked("total processing performance at 32 bit", &[("32-bit operation rate", "150 TFLOPS")], "4800"),
    worked("total processing performance at 64 bit", &[("64-bit operation rate", "75 TFLOPS")], "4800"),
    worked("frequency ratio", &[("operating frequency", "2 GHz to 18 GHz")], "9"),
    worked("tuning ratio", &[("operating frequency", "100 MHz to 150 MHz")], "1.5"),
    worked(
        "average power times frequency",
        &[("mean output power", "100 W"), ("operating frequency", "8 GHz to 12 GHz")],
        "1.2",
    ),
    worked("average power to mass ratio", &[("mean output power", "200 W"), ("mass", "2.5 kg")], "80 W/kg"),
    worked("volume per watt", &[("overall volume", "500 cm3"), ("saturated output power", "50 W")], "10 cm3/W"),
    // -126 dBc/Hz at 1 kHz and 1 GHz: the limit is -(126 + 20 log F - 20 log f) with F in Hz and f in MHz, here -126.
    worked(
        "phase noise above the close-in limit",
        &[("phase noise", "-120 dBc/Hz"), ("phase noise offset", "1000 Hz"), ("carrier frequency", "1 GHz")],
        "6 dB",
    ),
    worked(
        "phase noise above the far limit",
        &[("phase noise", "-150 dBc/Hz"), ("carrier frequency", "10 GHz")],
        "-24 dB",
    ),
    worked(
        "power times frequency squared",
        &[("saturated output power", "4 W"), ("operating frequency", "30 GHz to 40 GHz")],
        "6400",
    ),
    // 15 cm divided by GHz, times the channels: at 10 GHz and 8 channels 12 cm.
    worked(
        "planar side ratio",
        &[
            ("shortest planar side", "12 cm"),
            ("operating frequency", "10 GHz to 12 GHz"),
            ("transmit channel count", "8 channels"),
        ],
        "1",
    ),
    worked("delay-bandwidth product", &[("maximum delay time", "5 us"), ("bandwidth", "20 MHz")], "100"),
    worked(
        "cell energy density",
        &[("nominal voltage", "3.6 V"), ("nominal capacity", "5 A*h"), ("mass", "0.05 kg")],
        "360 Wh/kg",
    ),
    worked(
        "continuous power density",
        &[("nominal voltage", "3.6 V"), ("continuous discharge current", "30 A"), ("mass", "0.054 kg")],
        "2000 W/kg",
    ),
    worked("stored energy", &[("capacitance", "100 uF"), ("voltage rating", "5000 V")], "1250 J"),
    worked(
        "specific stored energy",
        &[("capacitance", "100 uF"), ("voltage rating", "5000 V"), ("mass", "25 kg")],
        "50 J/kg",
    ),
    worked("length to inner diameter ratio", &[("length", "2 m"), ("inside diameter", "50 mm")], "40"),
    worked("highest output frequency", &[("sample rate", "92000 MSPS")], "36.8 GHz"),
    // 1.7e3 V^2.65 Q with V in MeV and Q in coulomb: 0.5 MeV and 0.01 C give 2.7084.
    worked(
        "accelerator figure of merit",
        &[("electron energy", "0.5 MeV"), ("accelerated charge", "10000 uC")],
        "2.7084413",
    ),
    worked("peak beam power", &[("electron energy", "10 MeV"), ("peak beam current", "5 A")], "50 MW"),
    worked(
        "minimum resolvable feature at 0.35",
        &[("exposure wavelength", "193 nm"), ("numerical aperture", "1.35")],
        "50.037037 nm",
    ),
    worked(
        "minimum resolvable feature at 0.25",
        &[("exposure wavelength", "193 nm"), ("numerical aperture", "1.35")],
        "35.740741 nm",
    ),
    worked("isotopic impurity", &[("isotopic enrichment", "99.95 %")], "0.05 %"),
    worked("adjusted peak performance", &[("64-bit operation rate", "100 TFLOPS")], "30 WT"),
    worked("adjusted peak performance of vector processors", &[("64-bit operation rate", "100 TFLOPS")], "90 WT"),
    worked("laser average power", &[("pulse energy", "20 mJ"), ("laser repetition rate", "1 kHz to 5 kHz")], "20 W"),
    worked(
        "laser peak power",
        &[("laser pulse energy", "1 J"), ("laser pulse duration", "10 ns to 20 ns")],
        "100000000 W",
    ),
    worked("sounding resolution", &[("swath width", "150 deg"), ("soundings per swath", "500")], "0.3 deg"),
    worked("sounding rate", &[("maximum survey speed", "5 m/s"), ("soundings per swath", "800")], "4000 m/s"),
    worked("area coverage rate", &[("sonar range", "150 m"), ("maximum survey speed", "2.5 m/s")], "750 m2/s"),
    // Beamwidth in degrees times range in metres times 0.873 gives centimetres; 75 over kilohertz gives centimetres.
    worked("along track resolution", &[("azimuth beamwidth", "0.3 deg"), ("sonar range", "100 m")], "26.19 cm"),
    worked("across track resolution", &[("bandwidth", "30 kHz")], "2.5 cm"),
    worked(
        "source level less ten log frequency",
        &[("free-field source level", "210 dB"), ("frequency of maximum response", "1000 Hz")],
        "180 dB",
    ),
    // 0.807 times nanometres times quantum efficiency.
    worked(
        "radiant sensitivity",
        &[("quantum efficiency", "20 %"), ("wavelength of the quantum efficiency", "850 nm")],
        "137.19 mA/W",
    ),
    worked("optic volume", &[("diameter", "100 mm"), ("thickness", "20 mm")], "157.0796 cm3"),
    worked("photocathode area", &[("photocathode diameter", "25 mm")], "4.9087375 cm2"),
    worked("tunable bandwidth to either side", &[("operating frequency", "9 GHz to 11 GHz")], "10 %"),
    worked("fractional bandwidth", &[("operating frequency", "9 GHz to 11 GHz")], "20 %"),
];

/// A figure with its unit, in base units.
fn base(text: &str) -> f64 {
    let (figure, unit) = text.split_once(' ').unwrap_or((text, ""));
    let unit = if unit.is_empty() { Unit::NUMBER } else { Unit::parse(unit).unwrap() };
    unit.to_base(figure.parse().unwrap())
}

/// The value of a parameter, worked out from others where it has a formula and is not given.
fn value(register: &Register, given: &BTreeMap<&str, (f64, f64)>, end: End, name: &str) -> Option<f64> {
    if let Some((low, high)) = given.get(name) {
        return Some(if end == End::Low { *low } else { *high });
    }
    let id = register.vocabulary().find_parameter(name)?;
    let formula = register.vocabulary().parameter(id).formula.as_ref()?;
    formula.value(&|end, part| value(register, given, end, part))
}

#[test]
fn each_formula_gives_the_value_worked_out_by_hand() {
    let register = Register::load(&ListSource::embedded()).unwrap();
    let mut wrong = Vec::new();
    for case in WORKED {
        let given: BTreeMap<&str, (f64, f64)> = case
            .from
            .iter()
            .map(|(name, text)| {
                assert!(register.vocabulary().find_parameter(name).is_some(), "no parameter `{name}`");
                let (low, high) = text.split_once(" to ").unwrap_or((text, text));
                (*name, (base(low), base(high)))
            })
            .collect();
        let found = value(&register, &given, End::Best, case.parameter);
        let want = base(case.gives);
        if found.is_none_or(|found| (found - want).abs() > 1e-6 * want.abs()) {
            wrong.push(format!("{}: {found:?}, by hand {want}", case.parameter));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_derived_parameter_has_a_worked_value() {
    let register = Register::load(&ListSource::embedded()).unwrap();
    let missing: Vec<&str> = register
        .vocabulary()
        .parameters()
        .filter(|(_, parameter)| parameter.formula.is_some())
        .map(|(_, parameter)| parameter.id.as_str())
        .filter(|id| !WORKED.iter().any(|case| case.parameter == *id))
        .collect();
    assert!(missing.is_empty(), "without a worked value: {missing:?}");
}
