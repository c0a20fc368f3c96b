//! Limits of the system end kbc with a message: those on memory and on the length of a file.
//!
//! Where no memory is given Rust aborts, and where several threads are refused at once the message itself can wait forever: it
//! asks for memory, too. Here nothing is asked for between the refusal and the end.
#![expect(unsafe_code, reason = "an allocator and a signal are promises that the compiler cannot check")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::panic::{set_hook, take_hook};

/// Makes the limit on the length of a file (`ulimit -f`) an error of the write that goes beyond it, which names the file. By
/// default a signal kills the process there. Where zstd, which asks the system itself, gets no memory, its crate panics: that
/// ends as other refusals do.
pub(super) fn heed() {
    let shown = take_hook();
    set_hook(Box::new(move |panic| {
        let payload = panic.payload();
        let text = payload.downcast_ref::<String>().map(String::as_str);
        if text.or_else(|| payload.downcast_ref::<&str>().copied()).is_some_and(|text| text.starts_with(NO_MEMORY)) {
            refused();
        }
        shown(panic);
    }));
    #[cfg(unix)]
    // SAFETY: no code runs when the signal comes, and nothing was started yet that could depend on it.
    unsafe {
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
    }
}

/// The allocator of the system, whose refusals nobody sees.
pub(crate) struct Allocator;

/// How the panic of the crate of zstd begins where the system gave it no memory.
const NO_MEMORY: &str = "zstd returned null pointer";

const MESSAGE: &str = "error: the system gives kbc no more memory\n  \
    help: raise the limit (`ulimit -v`, or that of a container), or run fewer threads with `--jobs 1`; \
    an output that was being replaced is put in order by the next `kbc build`\n";

// SAFETY: memory comes from the system's allocator and goes back to it, with the layout that it was asked for with; what is
// added is that a null is never given out.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller promises what the system's allocator asks for.
        granted(unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        granted(unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above; all memory of this allocator is the system's.
        granted(unsafe { System.realloc(memory, layout, size) })
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[inline]
fn granted(memory: *mut u8) -> *mut u8 {
    if memory.is_null() {
        refused();
    }
    memory
}

/// Ends the process as an error does, with exit code 2. No destructor runs and no buffer is written: they may need memory.
#[cold]
fn refused() -> ! {
    #[cfg(unix)]
    {
        let _ = rustix::io::write(rustix::stdio::stderr(), MESSAGE.as_bytes());
        // SAFETY: it takes a number and does not come back.
        unsafe { libc::_exit(2) }
    }
    #[cfg(not(unix))]
    std::process::exit(2)
}
