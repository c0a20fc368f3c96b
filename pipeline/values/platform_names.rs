//! Symbols of processors, and the names that they have in every language.

/// The symbols.
pub(super) const SYMBOLS: &[&str] = &["x86", "x64", "ia64", "arm", "arm64", "alpha", "mips", "ppc"];

/// Names of processors in every language, without case and brackets; the number is the position in [`SYMBOLS`].
pub(super) const NAMES: [(&str, u16); 18] = [
    ("x86", 0),
    ("intel", 0),
    ("i386", 0),
    ("ix86", 0),
    ("32-bit", 0),
    ("intel x86", 0),
    ("x64", 1),
    ("amd64", 1),
    ("64-bit", 1),
    ("ia-64", 2),
    ("ia64", 2),
    ("itanium", 2),
    ("arm", 3),
    ("arm64", 4),
    ("alpha", 5),
    ("mips", 6),
    ("ppc", 7),
    ("powerpc", 7),
];

/// What the names of the cores of ARM begin with: `ARM720`.
pub(super) const ARM_CORE: &str = "arm";
