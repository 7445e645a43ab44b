//! Runs the command line and returns its exit code.

fn main() -> dualuse::cli::ExitStatus {
    dualuse::cli::run()
}
