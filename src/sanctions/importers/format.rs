//! The formats lists are published in.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A format with an importer of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// EU consolidated financial sanctions, XML 1.1.
    EuFsfXml,
    /// EU consolidated financial sanctions, CSV 1.1.
    EuFsfCsv,
    /// Annexes of EU acts transcribed to CSV.
    EuJournalCsv,
    /// United Nations Security Council, XML.
    UnXml,
    /// US Treasury, three or four CSV files without headings.
    OfacCsv,
    /// US Treasury, XML of the SDN schema, in both namespaces.
    OfacSdnXml,
    /// US Treasury, enhanced XML.
    OfacEnhancedXml,
    /// US Consolidated Screening List, CSV.
    UsCslCsv,
    /// US Consolidated Screening List, JSON.
    UsCslJson,
    /// US Denied Persons List.
    UsDpl,
    /// UK Sanctions List, XML.
    UkXml,
    /// UK Sanctions List, CSV.
    UkCsv,
    /// The retired UK financial sanctions list, CSV.
    UkOfsiConList,
    /// Canadian autonomous sanctions, XML.
    CaSemaXml,
    /// Australian consolidated list, workbook.
    AuDfatXlsx,
    /// Japanese End User List.
    JpMeti,
    /// OpenSanctions' `targets.simple.csv`.
    OpensanctionsSimple,
    /// OpenSanctions' `entities.ftm.json`.
    Ftm,
    /// A company's own CSV file or workbook.
    Own,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 19] = [
        Self::EuFsfXml,
        Self::EuFsfCsv,
        Self::EuJournalCsv,
        Self::UnXml,
        Self::OfacCsv,
        Self::OfacSdnXml,
        Self::OfacEnhancedXml,
        Self::UsCslCsv,
        Self::UsCslJson,
        Self::UsDpl,
        Self::UkXml,
        Self::UkCsv,
        Self::UkOfsiConList,
        Self::CaSemaXml,
        Self::AuDfatXlsx,
        Self::JpMeti,
        Self::OpensanctionsSimple,
        Self::Ftm,
        Self::Own,
    ];

    /// The word used in list definitions, on the command line and in messages.
    pub fn code(self) -> &'static str {
        match self {
            Self::EuFsfXml => "eu-fsf-xml",
            Self::EuFsfCsv => "eu-fsf-csv",
            Self::EuJournalCsv => "eu-journal-csv",
            Self::UnXml => "un-xml",
            Self::OfacCsv => "ofac-csv",
            Self::OfacSdnXml => "ofac-sdn-xml",
            Self::OfacEnhancedXml => "ofac-enhanced-xml",
            Self::UsCslCsv => "us-csl-csv",
            Self::UsCslJson => "us-csl-json",
            Self::UsDpl => "us-dpl",
            Self::UkXml => "uk-xml",
            Self::UkCsv => "uk-csv",
            Self::UkOfsiConList => "uk-ofsi-con-list",
            Self::CaSemaXml => "ca-sema-xml",
            Self::AuDfatXlsx => "au-dfat-xlsx",
            Self::JpMeti => "jp-meti",
            Self::OpensanctionsSimple => "opensanctions-simple",
            Self::Ftm => "ftm",
            Self::Own => "own",
        }
    }

    /// The format of that code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.code() == code)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
