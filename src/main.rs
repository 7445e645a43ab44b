//! Runs the command line and returns its exit code.

/// Screening makes many small texts on all threads at once; the allocator of the C library makes them wait for each other.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> dualuse::cli::ExitStatus {
    dualuse::cli::run()
}
