//! Quantities: units and dimensions, and reading figures out of what people write ("0,8 µm", "5–10 GHz", "≥ 30 MPa", "640x512").

mod ambiguous;
mod dimension;
mod length_term;
mod number;
mod read;
mod unit_behind;
mod units;

pub use dimension::{Base, Dimension};
pub use read::{Bound, Quantity, read_quantities};
pub use units::{Unit, UnitError, unit_table};

/// Whether two figures are the same within the rounding of unit conversion (one part in 10⁹).
pub fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}
