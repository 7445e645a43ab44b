//! Writes `samples/orders.xlsx` and `samples/orders.csv`: order lines as an ERP system exports them, with the faults such
//! exports have. Consignees are invented; one bears nearly the name of an entity listed by Regulation (EU) 2019/796.
//!
//! `cargo run --example make_samples` writes both files again; `tests/samples.rs` checks that they are up to date.

use std::fmt::Write as _;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};

/// Lines above the headings.
pub const TITLE: [&str; 2] =
    ["Muster Anlagen- und Messtechnik GmbH, Werk 1000", "Open order lines, export of 20.11.2026"];

/// The headings, in the fourth row.
pub const HEADINGS: [&str; 15] = [
    "Order",
    "Pos.",
    "Material",
    "Description",
    "Description 2",
    "Qty",
    "Net value",
    "Delivery date",
    "Tariff number",
    "AL/ECCN",
    "CAS No.",
    "Ship-to party",
    "Destination",
    "End user",
    "End use",
];

/// One line: order, position, material, description, description 2, quantity, value, tariff number, code, CAS number,
/// ship-to party, destination, end user, end use.
pub type Line = [&'static str; 14];

/// The order lines. A value that begins with `!` is written as the faulty cell of that name, see `faulty`.
#[rustfmt::skip]
pub const LINES: [Line; 66] = [
    ["4500100", "10", "VP-25020", "TURBOPUMPE DN250 ISO-F 1900 L/S 24V", "", "2", "28400", "84141089", "", "", "Alpenvakuum AG", "CH", "", "coating plant for spectacle lenses"],
    ["4500100", "20", "VP-00820", "MEMBRANPUMPE PTFE 20 L/MIN LABOR", "", "4", "3120", "84141089", "", "", "Alpenvakuum AG", "CH", "", "laboratory"],
    ["4500101", "10", "MS-62600", "DRUCKAUFNEHMER ABS. 1 MBAR INCONEL 0,25%", "Sensor element Inconel, full scale 1.3 mbar", "6", "9300", "90262020", "2B230", "", "Dansk Vakuumteknik ApS", "Norwegen", "", "thin film deposition"],
    ["4500102", "10", "RE-01000", "EMAILKESSEL 1000 L M. RUEHRWERK 6 BAR", "Total volume 1.4 m3, glass-lined steel", "1", "86500", "84198998", "2B350.a", "", "Petkim Kimya Sanayi Test A.S.", "Türkei", "", "resin production"],
    ["4500102", "20", "RE-30040", "COLONNE DISTILL. VERRE BORO 3.3 DN300", "Hauteur garnissage 4 m", "1", "41200", "84194000", "", "", "Société Chimique du Sahel", "Tunesien", "", "distillation de solvants"],
    ["4500103", "10", "WT-02200", "WAERMETAUSCHER SIC-BLOCK 2,2 M2", "Heat transfer surface 2.2 m2, silicon carbide wetted", "2", "33900", "84195080", "2B350d", "", "Vadodara Fine Chem Pvt Ltd", "India", "", "agrochemical intermediates"],
    ["4500104", "10", "VE-01500", "MEMBRANVENTIL DN15 PTFE-AUSKLEIDUNG", "Body fluoropolymer lined, nominal size 15 mm", "40", "7600", "84818085", "", "", "Hanguk Process Co.", "KR", "", ""],
    ["4500104", "20", "PU-30000", "KREISELPUMPE MAGN. PP-GF 30 M3/H", "Wetted parts glass-fibre reinforced polypropylene", "3", "8450", "84137035", "", "", "Hanguk Process Co.", "KR", "", ""],
    ["4500105", "10", "BR-20000", "BIOREAKTOR SINGLE-USE 200 L KPL.", "Stirred single-use bioreactor with control tower", "1", "164000", "84198998", "2B352.b", "", "Instituto Biofarma do Sul Ltda", "Brasilien", "", "vaccine production"],
    ["4500105", "20", "BR-05000", "FERMENTEUR INOX STERIL. SUR PLACE 50 L", "", "1", "98700", "84198998", "", "", "Instituto Biofarma do Sul Ltda", "BR", "", "vaccine production"],
    ["4500106", "10", "SW-01200", "SICHERHEITSWERKBANK KL. II 1,2 M", "", "2", "17800", "84148080", "", "", "Universitätsspital Nordstadt", "Schweiz", "", "clinical diagnostics"],
    ["4500107", "10", "CM-12107", "KOORDINATENMESSGERAET MPE 0,3+L/1000 UM", "CNC, measuring range 1200 x 1000 x 700 mm", "1", "412000", "90318020", "2B006.a", "", "Hokuto Seiki K.K.", "Japan", "", "calibration laboratory"],
    ["4500108", "10", "MM-35022", "5-AXIS MILLING MACHINE X350 Y220 Z250", "Unidirectional positioning repeatability 0.3 um on linear axes, full contouring", "1", "685000", "84571090", "2B001.b.2", "", "Precision Tooling Shenzhen Co Ltd", "China", "", "watch parts"],
    ["4500109", "10", "DM-36200", "CNC-DREHZENTRUM Y-ACHSE D366 4 ACHSEN", "Unidirectional positioning repeatability 2.1 um", "1", "239000", "84581120", "", "", "Tokar Makina Ltd. Sti.", "Turkey", "", ""],
    ["4500109", "20", "DM-02000", "LANGDREHAUTOMAT STANGE MAX. 20 MM", "Guide bush, bar feed only", "2", "178000", "84581149", "", "", "Tokar Makina Ltd. Sti.", "Turkey", "", ""],
    ["4500110", "10", "EN-36000", "WINKELMESSGERAET 36000 STRICH +/-1 SEK", "", "12", "21600", "90318080", "", "", "Brno Optics Servis s.r.o.", "CZ", "", ""],
    ["4500111", "10", "LG-07208", "SPINDELLAGER 40X80X18 P2 ABEC-9", "Angular contact, tolerance class ISO 2", "20", "15400", "84821010", "", "", "Turbomáquinas del Norte S.A.", "Spanien", "", "turbine balancing"],
    ["4500111", "20", "LG-71908", "SPINDELLAGER 40X62X12 P4 STAHL", "", "60", "10900", "84821010", "", "", "Turbomáquinas del Norte S.A.", "ES", "", ""],
    ["4500112", "10", "RO-00165", "ROBOT INDUSTRIEL 6 AXES CHARGE 165 KG", "", "2", "96000", "84287000", "", "", "Carrosserie du Littoral SARL", "Marokko", "", "soudage de carrosseries"],
    ["4500113", "10", "SH-08000", "SCHWINGERREGER 80 KN SINUS LUFTGEKUEHLT", "Electrodynamic shaker with amplifier, 5 Hz to 2.5 kHz, 70 g bare table", "1", "318000", "90312000", "2B116", "", "Bengaluru Test House LLP", "IN", "", "automotive component testing"],
    ["4500114", "10", "HP-00021", "HEISSISOSTATPRESSE 207 MPA 1400 GRAD C", "Hot zone diameter 228 mm", "1", "890000", "84629900", "2B204", "", "Sungjin Metal Works", "Korea", "", "medical implants"],
    ["4500115", "10", "AD-12550", "ADC 12 BIT 550 MSPS QFP", "Analogue-to-digital converter, single channel", "250", "61250", "85423990", "3A001.a.5.a.3", "", "Formosa Instruments Inc.", "Taiwan", "", "oscilloscopes"],
    ["4500115", "20", "AD-14250", "CONV. A/N 14 BIT 250 MSPS LFCSP64", "", "500", "48000", "85423990", "", "", "Formosa Instruments Inc.", "TW", "", "oscilloscopes"],
    ["4500115", "30", "AD-12105", "ADC 12 BIT 105 MSPS TQFP", "", "1000", "32000", "85423990", "", "", "Formosa Instruments Inc.", "TW", "", "oscilloscopes"],
    ["4500116", "10", "FP-00690", "FPGA 690T 80 TRANSCEIVER 11,3 GBIT/S", "600 user I/O", "20", "184000", "85423990", "3A001.a.7", "", "Ness Vision Systems Ltd", "Israel", "", "medical imaging"],
    ["4500116", "20", "EV-0A735", "ENTWICKLUNGSBOARD ARTIX 35T", "", "15", "2250", "84718000", "", "", "Ness Vision Systems Ltd", "IL", "", "training"],
    ["4500117", "10", "HF-02731", "GAN POWER AMPLIFIER MMIC 27-31 GHZ", "Saturated output 41 dBm pulsed, die 4 x 4 mm", "30", "57000", "85423390", "3A001.b.2", "", "SatLink Gulf FZE", "Vereinigte Arabische Emirate", "", "satellite terminal"],
    ["4500117", "20", "HF-00927", "TREIBERVERSTAERKER 1,8-2,7 GHZ 1 W QFN", "", "400", "3600", "85423390", "", "", "SatLink Gulf FZE", "AE", "", ""],
    ["4500118", "10", "NA-12000", "NETZWERKANALYSATOR 900 HZ BIS 120 GHZ", "Millimetre wave system with frequency extenders", "1", "346000", "90304000", "3A002.e", "", "Instituto de Telecomunicações Beira", "Portugal", "", "research"],
    ["4500119", "10", "RB-00725", "RUBIDIUM FREQUENZNORMAL 10 MHZ 19 ZOLL", "19\" rack, ageing 5E-11 per month", "3", "9800", "85437090", "", "", "Telecom Uruguay Pruebas S.A.", "Uruguay", "", "network synchronisation"],
    ["4500120", "10", "SR-04000", "SRAM 512KX8 STRAHLUNGSGEHAERT. 1MRAD(SI)", "Radiation hardened, total dose 1 Mrad(Si), QML", "10", "118000", "85423290", "3A001.a.1", "", "Prairie Space Research Corp", "Canada", "", "scientific satellite"],
    ["4500121", "10", "FU-01300", "FREQUENZUMRICHTER 5,5 KW 0-500 HZ", "", "25", "14750", "85044090", "", "", "Regie des Eaux du Fleuve", "Kongo", "", "pumping station"],
    ["4500121", "20", "FU-02000", "FREQUENZUMRICHTER 3-PH. 60 W 0-2000 HZ", "Multiphase output, frequency control 0.01 %, 600 Hz and above", "2", "8900", "85044090", "3A225", "", "Baltic Spindle OÜ", "Estland", "", "grinding spindles"],
    ["4500122", "10", "GP-00048", "GPU CARD PCIE 48 GB 733 TFLOPS FP8", "", "8", "68000", "84733020", "", "", "Merlion Compute Pte Ltd", "Singapur", "", "rendering"],
    ["4500122", "20", "SV-08100", "KI-SERVER 8 GPU 80 GB SXM 2 TB RAM", "Eight accelerators, dense BF16 989 TFLOPS each", "2", "540000", "84715000", "4A003", "", "Merlion Compute Pte Ltd", "SG", "", "language models"],
    ["4500123", "10", "PC-02484", "INDUSTRIE-PC LUEFTERLOS -20/+60 GRAD C", "", "40", "38400", "84714900", "", "", "Zavod Automatika d.o.o.", "Serbien", "", "packaging machines"],
    ["4500124", "10", "HS-01500", "HARDWARE SECURITY MODULE LAN AES-256", "Cryptographic key management, FIPS 140-3 level 3", "2", "45600", "84718000", "5A002.a", "", "Banco Andino de Crédito", "Kolumbien", "", "payment cards"],
    ["4500124", "20", "VP-00003", "BOITIER CHIFFREUR IP VPN 3 GBIT/S", "Passerelle IPsec AES-256", "4", "52400", "85176200", "5A002a", "", "Ministère des Finances (Abidjan)", "Côte d'Ivoire", "", "réseau interne"],
    ["4500125", "10", "RT-00073", "WLAN-ROUTER WI-FI 6 CONSUMER", "", "100", "8900", "85176200", "EAR99", "", "Oslo Kontorforsyning AS", "NO", "", "offices"],
    ["4500126", "10", "TE-00200", "!500", "", "1", "12000", "", "!500", "", "Hindustan Switchgear Networks", "India", "", "development of network switches"],
    ["4500127", "10", "WB-00865", "WAERMEBILDKAMERA HANDGERAET 640X480 30HZ", "Uncooled microbolometer, 30 Hz", "2", "26800", "90251900", "6A003.b.4.b", "", "Andes Minería Servicios SpA", "Chile", "", "inspection of furnaces"],
    ["4500127", "20", "WB-00020", "THERMAL IMAGER 256X192 9HZ", "", "10", "3900", "90251900", "", "", "Andes Minería Servicios SpA", "CL", "", "building inspection"],
    ["4500128", "10", "LA-05070", "PIKOSEKUNDENLASER 1030 NM 100 W 6 PS", "Pulse energy 250 uJ, repetition rate 400 kHz", "1", "295000", "90132000", "", "", "Guangdong Huari Display Tech Co Ltd", "China", "", "cutting of display glass"],
    ["4500128", "20", "LA-00400", "CO2-LASER 400 W 10,6 UM SEALED", "", "2", "41000", "90132000", "", "", "Guangdong Huari Display Tech Co Ltd", "CN", "", "cutting of plastics"],
    ["4500129", "10", "HY-03048", "HYDROPHONE -201 DB RE 1 V/UPA 3000 M", "", "6", "7800", "90148000", "", "", "Instituto Oceanográfico Galego", "Namibia", "", "fish stock survey"],
    ["4500129", "20", "AM-03000", "UNTERWASSER-AKUSTIKMODEM 3000 M TITAN", "Low frequency band 9-14 kHz", "2", "33500", "85176200", "", "", "Instituto Oceanográfico Galego", "NA", "", "fish stock survey"],
    ["4500130", "10", "MG-00001", "OVERHAUSER-MAGNETOMETER 0,01 NT/RT-HZ", "", "1", "19900", "90158020", "6A006", "", "Outback Geophysics Pty Ltd", "Australia", "", "mineral exploration"],
    ["4500131", "10", "IM-09900", "IMU 0,0035 GRAD/H FLUGGERAET", "Inertial measurement unit, angle random walk 0.002 deg/rt-h", "1", "142000", "90142020", "7A003", "", "Anadolu Havacilik Deneme A.S.", "TR", "", "aircraft trials"],
    ["4500131", "20", "IM-00100", "IMU/AHRS MEMS 5 GRAD/H USB", "Angle random walk 0.21 deg/rt-h", "20", "16800", "90142080", "", "", "Anadolu Havacilik Deneme A.S.", "TR", "", "camera gimbal"],
    ["4500132", "10", "GP-00032", "GPS-HANDGERAET WANDERN", "", "60", "11400", "85269120", "", "", "Nordic Trail Oy", "Finnland", "", ""],
    ["4500133", "10", "DR-00090", "FIXED-WING DRONE 90 MIN AUTOPILOT", "Span 1.16 m, endurance 90 min, wind resistance 12.8 m/s", "3", "57600", "88062200", "9A012", "", "Kyrgyz Agro Survey OcOO", "Kirgisistan", "", "mapping of fields"],
    ["4500133", "20", "DR-00043", "QUADROCOPTER KAMERA 43 MIN 249 G", "Wind resistance 10 m/s", "5", "4900", "88062190", "", "", "Almaty Film Studio TOO", "Kasachstan", "", "film"],
    ["4500134", "10", "RB-00007", "RECYCLEUR CCR ELECTRONIQUE GAZ MIXTE", "", "2", "17600", "90200000", "8A002.q", "", "Mer Rouge Plongée SARL", "Ägypten", "", "plongée sportive"],
    ["4500134", "20", "RG-00025", "DETENDEUR PLONGEE CIRCUIT OUVERT", "", "20", "9200", "90200000", "", "", "Mer Rouge Plongée SARL", "EG", "", "plongée sportive"],
    ["4500135", "10", "CF-00800", "KOHLEFASER ROVING 24K 5880 MPA 294 GPA", "Density 1.80 g/cm3", "120", "9800", "68151100", "1C010.b", "", "Wind Composite Polska Sp. z o.o.", "Polen", "", "rotor blades"],
    ["4500136", "10", "CH-07664", "FLUSSSAEURE 40% TECHN. 60 L KANISTER", "Hydrogen fluoride, aqueous", "10", "4300", "28111100", "1C350.24", "7664-39-3", "Glashütte Karpaten S.R.L.", "Republik Moldau", "", "etching of glass"],
    ["4500136", "20", "CH-00756", "DIMETHYLMETHYLPHOSPHONAT 200 KG FASS", "Flame retardant", "2", "3100", "29313100", "1C350", "756-79-6", "Cape Foam Products (Pty) Ltd", "Südafrika", "", "polyurethane foam"],
    ["4500136", "30", "CH-00067", "ACETON P.A. 25 L", "", "20", "1500", "29141100", "", "67-64-2", "Cape Foam Products (Pty) Ltd", "ZA", "", "cleaning"],
    ["4500136", "40", "CH-00075", "DICHLORMETHAN 25 L", "", "10", "1250", "29031200", "", "!1975-09-02", "Cape Foam Products (Pty) Ltd", "ZA", "", "solvent"],
    ["4500137", "10", "SP-00101", "ERSATZTEIL DICHTUNGSSATZ F. DREHBANK", "", "5", "420", "40169300", "", "", "OOO Stankoservis Ural", "Russland", "", "repair"],
    ["4500138", "10", "SP-00204", "MANOMETER 0-10 BAR EDELSTAHL", "", "50", "2100", "90262040", "", "", "Pars Petro Instrumentation Co", "Iran", "", "refinery"],
    ["4500139", "10", "LP-00041", "LEITERPLATTEN-BESTUECKER 41000 BE/H", "Placement accuracy 40 um", "1", "212000", "84798970", "", "", "Myanmar Star Electronics Co Ltd", "Myanmar", "", "consumer radios"],
    ["4500140", "10", "SW-00796", "NETZWERK-ANALYSESOFTWARE LIZENZ 5 USER", "Protocol analyser for wired networks", "1", "8400", "", "", "", "Tianjin Huaying Haitai Science & Technology Dev. Co", "China", "", "network maintenance"],
    ["4500141", "10", "OP-00381", "ZNSE-LINSE D38,1 PLANKONVEX DICKE 6 MM", "", "30", "6900", "90019000", "", "", "Laser Optik Hongkong Ltd", "Hong Kong", "", "laser cutting heads"],
    ["4500142", "10", "DT-00600", "EXPLOSIVSTOFF-SPURENDETEKTOR IMS", "Ion mobility spectrometer, desktop", "2", "64000", "90278990", "1A004.d", "", "Aeropuerto Regional del Istmo S.A.", "!#REF!", "", "passenger screening"],
    ["4500143", "10", "TX-00001", "", "", "1", "950", "", "", "", "Fracht und Verpackung pauschal", "CH", "", ""],
];

/// The shared end user of the first order, merged over its two rows in the workbook.
pub const MERGED_END_USER: &str = "Brillenwerke Bodensee GmbH";

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let book = workbook().expect("the sample workbook can be built");
    std::fs::write(folder.join("orders.xlsx"), book).expect("samples/ can be written");
    std::fs::write(folder.join("orders.csv"), csv()).expect("samples/ can be written");
}

/// The day of delivery of a line: a fortnight apart per order.
fn delivery(order: &str) -> (u8, u8) {
    let number: u32 = order[4..].parse().unwrap_or(0);
    ((number % 28 + 1) as u8, (number % 2 + 1) as u8)
}

/// The lines with the columns of `HEADINGS`, as texts.
fn rows() -> impl Iterator<Item = [String; 15]> {
    LINES.iter().enumerate().map(|(number, line)| {
        let [order, pos, material, text, text2, quantity, value, hs, code, cas, party, to, user, end_use] = *line;
        let (day, month) = delivery(order);
        let date = format!("{day:02}.{month:02}.2027");
        let user = if number < 2 { MERGED_END_USER } else { user };
        let text = if text == "!500" { "TECHNOLOGIE F. ENTWICKLUNG VON SWITCHES" } else { text };
        [order, pos, material, text, text2, quantity, value, &date, hs, code, cas, party, to, user, end_use]
            .map(str::to_owned)
    })
}

/// The lines as semicolon text in UTF-8 with a byte order mark, as Excel writes it in Germany.
pub fn csv() -> String {
    let mut out = String::from("\u{feff}");
    for title in TITLE {
        let _ = writeln!(out, "{title}{}\r", ";".repeat(HEADINGS.len() - 1));
    }
    let _ = writeln!(out, "{}\r", ";".repeat(HEADINGS.len() - 1));
    let _ = writeln!(out, "{}\r", HEADINGS.join(";"));
    for row in rows() {
        let fields = row.map(|field| {
            let field = field.strip_prefix('!').map_or(field.clone(), str::to_owned);
            if field.contains([';', '"', '\n']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
        });
        let _ = writeln!(out, "{}\r", fields.join(";"));
    }
    out
}

/// The lines as a workbook, the same bytes every time.
///
/// # Errors
/// What the workbook writer refuses.
pub fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2026, 11, 20)?;
    book.set_properties(&DocProperties::new().set_title("Sample order lines").set_creation_datetime(&created));
    let sheet = book.add_worksheet();
    sheet.set_name("Orders")?;
    for (row, title) in (0..).zip(TITLE) {
        sheet.write_string(row, 0, title)?;
    }
    let bold = Format::new().set_bold();
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write_string_with_format(3, column, heading, &bold)?;
    }
    for (row, line) in (4..).zip(rows()) {
        for (column, text) in (0..).zip(&line) {
            write(sheet, row, column, text)?;
        }
    }
    sheet.merge_range(4, 13, 5, 13, MERGED_END_USER, &Format::new())?;
    sheet.set_row_hidden(17)?;
    for (column, width) in [(0, 10), (3, 44), (4, 44), (8, 13), (11, 36), (12, 16), (13, 28), (14, 28)] {
        sheet.set_column_width(column, width)?;
    }
    let notes = book.add_worksheet();
    notes.set_name("Notes")?;
    notes.write_string(0, 0, "Ask the sales desk before changing delivery dates.")?;
    book.save_to_buffer()
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
    match (text.strip_prefix('!'), column) {
        (Some(fault), _) => faulty(sheet, row, column, fault),
        (None, 5) => write_number(sheet, row, column, text, "0"),
        (None, 6) => write_number(sheet, row, column, text, "#,##0.00"),
        (None, 7) => write_date(sheet, row, column, text.rsplit('.').collect::<Vec<_>>().as_slice(), "dd.mm.yyyy"),
        (None, _) if text.is_empty() => Ok(()),
        (None, _) => sheet.write_string(row, column, text).map(|_| ()),
    }
}

fn write_number(sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &str) -> Result<(), XlsxError> {
    let number: f64 = text.parse().unwrap_or(0.0);
    sheet.write_number_with_format(row, column, number, &Format::new().set_num_format(format)).map(|_| ())
}

/// Writes year, month and day as a date.
fn write_date(sheet: &mut Worksheet, row: u32, column: u16, parts: &[&str], format: &str) -> Result<(), XlsxError> {
    let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u16>().ok()).unwrap_or(1);
    let date = ExcelDateTime::from_ymd(number(0), number(1) as u8, number(2) as u8)?;
    sheet.write_datetime_with_format(row, column, &date, &Format::new().set_num_format(format)).map(|_| ())
}

/// What a spreadsheet makes of a code, a CAS number or a lost reference.
fn faulty(sheet: &mut Worksheet, row: u32, column: u16, fault: &str) -> Result<(), XlsxError> {
    match fault {
        "500" => write_number(sheet, row, column, fault, "0"),
        "#REF!" => sheet.write_formula(row, column, Formula::new("=#REF!").set_result(fault)).map(|_| ()),
        date => write_date(sheet, row, column, &date.split('-').collect::<Vec<_>>(), "yyyy-mm-dd"),
    }
}
