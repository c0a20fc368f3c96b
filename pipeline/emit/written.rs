//! `Written`: a file of the output as its descriptor names it.

/// A file of the output.
pub(super) struct Written {
    pub(super) dataset: usize,
    pub(super) name: String,
    pub(super) format: &'static str,
    pub(super) media_type: &'static str,
    pub(super) rows: usize,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}
