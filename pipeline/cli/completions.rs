//! `kbc completions` and `kbc man`: what shells and `man` read, made of the same declarations as the help texts.

use super::{Cli, print_styled, say};
use clap::{Command, CommandFactory};
use clap_complete::Shell;
use kbc::emit::{Added, generated, new_file};
use kbc::error::Error;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn completions(shell: Shell) -> Result<ExitCode, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "kbc", &mut script);
    print_styled(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the page of kbc itself, or writes one page per command into a directory.
pub(super) fn man(directory: Option<&Path>) -> Result<ExitCode, Error> {
    let mut command = Cli::command();
    command.build();
    let Some(directory) = directory else {
        print_styled(&page(command, "kbc")?)?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut pages = vec![("kbc".to_owned(), command.clone())];
    let commands = command.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help");
    pages.extend(commands.map(|command| (format!("kbc-{}", command.get_name()), command.clone())));
    let count = pages.len();
    for (name, command) in pages {
        let (path, text) = (directory.join(format!("{name}.1")), page(command, &name)?);
        // The first one makes the directory.
        if new_file(&path, &text, false)? == Added::Kept {
            generated(&path, text)?;
        }
    }
    say(&format!("{}: {count} pages; `man {}` shows one", directory.display(), directory.join("kbc.1").display()));
    Ok(ExitCode::SUCCESS)
}

/// A page as troff.
fn page(command: Command, name: &str) -> Result<String, Error> {
    let mut page = Vec::new();
    // clap shows the name of a command behind that of the program; pages are named with a hyphen.
    let command = command.name(name.to_owned()).bin_name(name.replacen('-', " ", 1));
    let rendered = clap_mangen::Man::new(command).render(&mut page);
    rendered.map_err(|source| Error::Write { path: name.into(), source })?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
