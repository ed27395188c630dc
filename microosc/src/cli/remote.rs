//! Traffic that could hurt a server stays on this machine unless the user says otherwise.

use core::net::SocketAddr;

use clap::Args;

use super::output::{Stop, explain};

/// How far traffic may go.
#[derive(Args)]
pub(crate) struct Reach {
    /// Send to another machine; make sure that it and the network are yours
    #[arg(long)]
    allow_remote: bool,
}

impl Reach {
    /// Refuses to send to `server` if it is not on this machine and the user has not allowed it.
    pub(crate) fn require(&self, server: SocketAddr) -> Result<(), Stop> {
        let ip = server.ip().to_canonical();
        if ip.is_loopback() {
            return Ok(());
        }
        if ip.is_multicast() {
            let fault = format!("{ip} is a group, and would carry this to everybody in it");
            return Err(Stop::Fault(format!("{fault}; name one server")));
        }
        if !self.allow_remote {
            return Err(Stop::Fault(format!(
                "{server} is not on this machine, and nothing has been sent; try a server at \
                 127.0.0.1, or add --allow-remote if it is yours and nobody depends on it now"
            )));
        }
        explain(&format_args!("warning: this goes through the network to {server}"));
        Ok(())
    }
}
