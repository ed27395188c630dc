//! Being in a multicast group, whatever the network does.

use embassy_net::{IpAddress, MulticastError, Stack};
use embassy_time::{Duration, Instant};

/// How often it is looked whether the network has gone or come back.
const LOOK: Duration = Duration::from_millis(500);

/// How long the stack gets to leave a group. Until it has left, joining again would tell nobody.
const PAUSE: Duration = Duration::from_millis(100);

/// Joins the group again when the network comes back: routers and access points have forgotten by
/// then who is in it, and a stack that thinks it still is says nothing.
pub(super) struct Membership {
    stack: Stack<'static>,
    group: IpAddress,
    was_up: bool,
    left: Option<Instant>,
}

impl Membership {
    /// Joins the group.
    ///
    /// # Errors
    ///
    /// The address is no group's, or the stack is in too many groups.
    pub(super) fn new(stack: Stack<'static>, group: IpAddress) -> Result<Self, MulticastError> {
        stack.join_multicast_group(group)?;
        Ok(Self { stack, group, was_up: is_up(stack), left: None })
    }

    /// Does what is to be done for the group now, and returns when there may be more to do.
    pub(super) fn keep(&mut self) -> Option<Instant> {
        let (now, is_up) = (Instant::now(), is_up(self.stack));
        let was_up = core::mem::replace(&mut self.was_up, is_up);
        if is_up && !was_up {
            // Neither call can fail: it is a group, and the stack has had room for it.
            let _left = self.stack.leave_multicast_group(self.group);
            self.left = Some(now);
        }
        match self.left.and_then(|left| left.checked_add(PAUSE)) {
            Some(over) if now < over => Some(over),
            Some(_) => {
                let _joined = self.stack.join_multicast_group(self.group);
                self.left = None;
                now.checked_add(LOOK)
            }
            None => now.checked_add(LOOK),
        }
    }
}

fn is_up(stack: Stack<'static>) -> bool {
    stack.is_link_up() && stack.is_config_up()
}
