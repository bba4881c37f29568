//! What the fuzz targets check: one file a target, each with a function from any bytes to nothing, which panics if
//! something does not hold. The targets call them with bytes from libFuzzer, `tests/fuzz.rs` of the crate with
//! kept ones, so that both check the same.

pub mod csv;
pub mod exporters;
pub mod generate;
pub mod input;
pub mod json;
pub mod reader;
pub mod record;
pub mod repair;
pub mod roundtrip;
pub mod seeds;
pub mod statements;
pub mod xml;

use seeds::Kind;

/// A target: what it checks, and what its inputs are made of.
pub struct Target {
    pub name: &'static str,
    pub check: fn(&[u8]),
    /// Which files of `testdata` are inputs.
    pub seeds: Kind,
    /// What the checked functions get to read.
    pub show: fn(&[u8]) -> Vec<u8>,
}

pub const TARGETS: [Target; 7] = [
    Target { name: "record", check: record::check, seeds: Kind::Records, show: record::line },
    Target { name: "reader", check: reader::check, seeds: Kind::Files, show: input::file },
    Target { name: "roundtrip", check: roundtrip::check, seeds: Kind::Files, show: input::file },
    Target { name: "repair", check: repair::check, seeds: Kind::Files, show: repair::damaged },
    Target { name: "json", check: json::check, seeds: Kind::Json, show: json::our_text },
    Target { name: "iswigo", check: json::aggregator, seeds: Kind::Json, show: json::aggregators_text },
    Target { name: "exporters", check: exporters::check, seeds: Kind::Exports, show: exporters::show },
];
