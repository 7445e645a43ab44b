//! Colours and formats of the workbook, one for each severity, with their legend.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::domain::Severity;

/// Fill and letter colour of a severity; nothing for what needs no attention.
pub(super) fn colours(severity: Severity) -> Option<(u32, u32)> {
    Some(match severity {
        Severity::Prohibited => (0x9C_0006, 0xFF_FFFF),
        Severity::NotifyAuthority => (0xD9_3025, 0xFF_FFFF),
        Severity::LicenceRequired | Severity::TransferLicenceRequired => (0xF4_B183, 0x00_0000),
        Severity::NotChecked => (0xBF_BFBF, 0x00_0000),
        Severity::NeedsSubitem | Severity::Review => (0xFF_E699, 0x00_0000),
        Severity::GeneralAvailable => (0xBD_D7EE, 0x00_0000),
        Severity::NoLicenceFound => return None,
    })
}

/// What each severity means, for the legend.
pub(super) fn legend(severity: Severity) -> &'static str {
    match severity {
        Severity::Prohibited => "the transaction is forbidden",
        Severity::NotifyAuthority => "tell the authority and await its decision",
        Severity::LicenceRequired => "an authorisation is needed before the goods leave",
        Severity::TransferLicenceRequired => "a transfer inside the Union needs an authorisation",
        Severity::NotChecked => "the check could not be carried out; the row says why",
        Severity::NeedsSubitem => "the sub-item of the entry decides and is not known yet",
        Severity::Review => "a person has to look",
        Severity::GeneralAvailable => "a general authorisation can be used, with its duties",
        Severity::NoLicenceFound => "nothing found in the lists named below; not a clearance",
    }
}

/// What all cells share.
pub(super) fn base() -> Format {
    Format::new().set_align(FormatAlign::Top)
}

/// A cell of several lines.
pub(super) fn wrapped() -> Format {
    base().set_text_wrap()
}

/// A label of a list of facts.
pub(super) fn label() -> Format {
    wrapped().set_bold()
}

/// A sheet's title.
pub(super) fn title() -> Format {
    base().set_bold().set_font_size(16)
}

/// A line of explanation.
pub(super) fn remark() -> Format {
    base().set_font_color(Color::RGB(0x59_5959))
}

fn heading(fill: u32, letters: u32) -> Format {
    label()
        .set_border_bottom(FormatBorder::Thin)
        .set_background_color(Color::RGB(fill))
        .set_font_color(Color::RGB(letters))
}

/// The heading of a column of the user's.
pub(super) fn own_heading() -> Format {
    heading(0xE7_E6E6, 0x00_0000)
}

/// The heading of a column of the answer.
pub(super) fn answer_heading() -> Format {
    heading(0x1F_3864, 0xFF_FFFF)
}

/// The heading of a column the reviewer fills in.
pub(super) fn review_heading() -> Format {
    heading(0x37_5623, 0xFF_FFFF)
}

/// A cell the reviewer fills in.
pub(super) fn review_cell() -> Format {
    Format::new().set_background_color(Color::RGB(0xF3_F8EF))
}

/// A cell that says a verdict.
pub(super) fn verdict_style(severity: Severity) -> Format {
    let style = base().set_bold().set_text_wrap();
    match colours(severity) {
        Some((fill, letters)) => style.set_background_color(Color::RGB(fill)).set_font_color(Color::RGB(letters)),
        None => style,
    }
}
