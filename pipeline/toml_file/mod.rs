//! TOML files that people write (schemas, waivers, `kbc.toml`): their values with places, and mistakes shown with carets.

mod mistake;
mod reader;

pub(crate) use mistake::{Mistake, nearest, render};
pub(crate) use reader::{Reader, Text};
