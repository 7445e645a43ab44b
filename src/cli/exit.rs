//! How a command ends: one enum, one table.

use std::process::{ExitCode, Termination};

use crate::domain::Severity;

/// The meaning of the program's exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExitStatus {
    /// 0: the check was carried out and found nothing that stops the goods.
    NothingFound,
    /// 1: a person or an authorisation is needed.
    Needed,
    /// 2: the check, or a part of it, could not be carried out.
    NotCarriedOut,
}

impl ExitStatus {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::NothingFound => 0,
            Self::Needed => 1,
            Self::NotCarriedOut => 2,
        }
    }
}

impl From<Severity> for ExitStatus {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::NoLicenceFound => Self::NothingFound,
            Severity::NotChecked => Self::NotCarriedOut,
            _ => Self::Needed,
        }
    }
}

impl Termination for ExitStatus {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_severity_has_its_exit_code() {
        let codes = Severity::ALL.map(|severity| (severity, ExitStatus::from(severity).code()));
        let expected = [0, 1, 2, 1, 1, 1, 1, 1, 1];
        assert_eq!(codes.map(|(_, code)| code), expected, "{codes:?}");
    }
}
