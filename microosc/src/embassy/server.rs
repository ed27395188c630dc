//! A server on a socket of embassy-net.

use core::fmt;
use core::future::{Future, poll_fn};
use core::net::SocketAddr;
use core::pin::pin;
use core::task::{Context, Poll};
use core::time::Duration as CoreDuration;

use embassy_net::udp::UdpSocket;
use embassy_net::{IpAddress, MulticastError, Stack};
use embassy_time::{Duration, Instant, with_deadline, with_timeout};

use super::clock::{Clock, uptime};
use super::endpoint;
use super::membership::Membership;
use crate::{
    Buffers, Counters, HORIZON, Inline, RouteCounters, Router, Scheduling, Settings, TimeTag,
};

/// While the socket's buffer for sending is full, a reply waits so long for room.
const PATIENCE: Duration = Duration::from_millis(20);

/// When nothing of what was to be sent has left for so long, it is thrown away: it is for a
/// neighbour that does not answer ARP, and what is behind it in the buffer would wait for ever.
const STUCK: Duration = Duration::from_secs(2);

/// While a bundle waits, the clock is looked at so often, in case somebody has set it.
const RECHECK: CoreDuration = CoreDuration::from_secs(1);

/// An OSC server on a UDP socket of embassy-net.
///
/// `B` is its memory for replies and for bundles that wait, inside the value: 1 KiB and none
/// unless told.
///
/// ```no_run
/// use embassy_net::udp::UdpSocket;
/// use embassy_net::{Ipv4Address, Stack};
/// use microosc::embassy::{Clock, Server};
/// use microosc::{Inline, Network, Router, osc_handler, osc_router};
///
/// #[osc_handler("/led")]
/// fn led(brightness: &mut f32, value: f32) {
///     *brightness = value;
/// }
///
/// static ROUTER: Router<f32> = osc_router![led];
/// static CLOCK: Clock = Clock::new();
///
/// async fn task(stack: Stack<'static>, mut socket: UdpSocket<'static>) -> ! {
///     // 512 bytes for replies, 2 KiB for bundles that wait.
///     let mut server = Server::<f32, Inline<512, 2048>>::with_buffers(&ROUTER);
///     server.settings_mut().allow = Network::PRIVATE.into();
///     server.schedule_by(&CLOCK);
///     server.join(stack, Ipv4Address::new(239, 0, 0, 1)).expect("a group, the first one");
///     server.serve(&mut socket, &mut 0.0).await
/// }
/// ```
pub struct Server<S: ?Sized + 'static, B = Inline<1024, 0>> {
    core: crate::Server<S, B>,
    clock: Option<&'static Clock>,
    horizon: CoreDuration,
    membership: Option<Membership>,
    /// Since when the socket may hold packets that do not leave.
    unsent: Option<Instant>,
    /// Whether replies are not worth waiting for, since an earlier one found no room for long.
    is_full: bool,
}

impl<S: ?Sized> Server<S> {
    /// Makes a server with 1 KiB for replies, in which bundles do not wait.
    pub const fn new(router: &Router<S>) -> Self {
        Self::with_buffers(router)
    }
}

impl<S: ?Sized, const REPLIES: usize, const WAITING: usize, const PEERS: usize, const ROUTES: usize>
    Server<S, Inline<REPLIES, WAITING, PEERS, ROUTES>>
{
    /// Makes a server with memory of the sizes that its type names.
    pub const fn with_buffers(router: &Router<S>) -> Self {
        let mut core = crate::Server::<S, Inline<_, _, _, _>>::with_buffers(router);
        core.settings_mut().scheduling = Scheduling::Immediate;
        Self { core, clock: None, horizon: HORIZON, membership: None, unsent: None, is_full: false }
    }
}

impl<S: ?Sized, B> Server<S, B> {
    /// Lets bundles wait for their time by this clock, once it has been set; until then, and without
    /// a clock, they run when they come.
    ///
    /// From now on the server sets [`Settings::scheduling`] before each datagram.
    pub const fn schedule_by(&mut self, clock: &'static Clock) {
        self.clock = Some(clock);
    }

    /// Sets how far ahead a bundle may be to wait: [`HORIZON`] unless set.
    pub const fn set_horizon(&mut self, horizon: CoreDuration) {
        self.horizon = horizon;
    }

    /// Joins a multicast group, and joins it again whenever the network comes back while the server
    /// serves: routers and access points send a group only where somebody has lately said that they
    /// are in it.
    ///
    /// A socket bound to a port alone, as by `socket.bind(5000)`, hears all groups that the device
    /// is in. A server keeps one of them; others are joined by
    /// [`Stack::join_multicast_group`].
    ///
    /// # Errors
    ///
    /// The address is no group's, or the stack is in as many groups as it can be: four, unless
    /// `SMOLTCP_IFACE_MAX_MULTICAST_GROUP_COUNT` said otherwise when it was built.
    pub fn join(
        &mut self,
        stack: Stack<'static>,
        group: impl Into<IpAddress>,
    ) -> Result<(), MulticastError> {
        self.membership = Some(Membership::new(stack, group.into())?);
        Ok(())
    }

    /// Returns the settings to change them; they hold for what comes from now on.
    pub const fn settings_mut(&mut self) -> &mut Settings {
        self.core.settings_mut()
    }

    /// Returns the counts of what arrived and of what did not reach a handler.
    pub const fn counters(&self) -> &Counters {
        self.core.counters()
    }

    /// Returns the time for the core: the time of day where it is known, and how long the device
    /// runs where it is not, which does for the rates of senders.
    fn tell_time(&mut self) -> TimeTag {
        let Some(clock) = self.clock else { return uptime() };
        let now = clock.now();
        self.core.settings_mut().scheduling =
            if now.is_some() { Scheduling::Within(self.horizon) } else { Scheduling::Immediate };
        now.unwrap_or_else(uptime)
    }
}

impl<S: ?Sized, B: Buffers> Server<S, B> {
    /// Handles datagrams, runs bundles when they are due, and sends the replies.
    ///
    /// It may be dropped at any time and called again: no datagram, bundle or reply is lost, and none is
    /// handled in part.
    pub async fn serve(&mut self, socket: &mut UdpSocket<'_>, state: &mut S) -> ! {
        loop {
            self.serve_one(socket, state).await;
        }
    }

    /// Waits for a datagram or a bundle that is due, handles it, and sends the replies: for a task that does
    /// other things between.
    ///
    /// It may return without having handled anything, and it may be dropped at any time, as `select`
    /// does: no datagram, bundle or reply is lost, and none is handled in part.
    /// [`send`](Self::send) shows it with a button.
    pub async fn serve_one(&mut self, socket: &mut UdpSocket<'_>, state: &mut S) {
        // Those are left of a call that was dropped.
        self.send_replies(socket).await;
        self.wait(socket).await;
        let now = self.tell_time();
        self.core.handle_timeout(now, state);
        if socket.may_recv() {
            let core = &mut self.core;
            socket
                .recv_from_with(|datagram, from| {
                    core.handle_datagram(now, from.endpoint.into(), datagram, state);
                })
                .await;
        }
        self.send_replies(socket).await;
    }

    /// Returns what has been counted for each route, in the order of [`Router::routes`]: as many as
    /// the server has memory for.
    pub fn route_counters(&self) -> &[RouteCounters] {
        self.core.route_counters()
    }

    /// Waits until there is a datagram, a bundle is due, or the clock is to be looked at again.
    async fn wait(&mut self, socket: &mut UdpSocket<'_>) {
        if poll_fn(|context| Poll::Ready(self.look(socket, context).is_ready())).await {
            return;
        }
        if self.stuck().is_some_and(|stuck| stuck <= Instant::now()) {
            empty(socket);
            (self.unsent, self.is_full) = (None, false);
        }
        let kept = self.membership.as_mut().and_then(Membership::keep);
        let deadline = [self.next_due(), self.stuck(), kept].into_iter().flatten().min();
        // While it waits, too: under a steady load there is no other time at which nothing is on its way.
        let readable = poll_fn(|context| self.look(socket, context));
        match deadline {
            Some(deadline) => {
                let _in_time = with_deadline(deadline, readable).await;
            }
            None => readable.await,
        }
    }

    /// Looks whether all has been sent, and whether there is a datagram; wakes the task for either.
    fn look(&mut self, socket: &mut UdpSocket<'_>, context: &mut Context<'_>) -> Poll<()> {
        if pin!(socket.flush()).poll(context).is_ready() {
            (self.unsent, self.is_full) = (None, false);
        }
        socket.poll_recv_ready(context)
    }

    /// Returns when the first bundle is due that waits, or when the clock is to be looked at again.
    fn next_due(&mut self) -> Option<Instant> {
        let due = self.core.poll_timeout()?;
        let left = due.duration_since(self.tell_time()).unwrap_or_default().min(RECHECK);
        let left = Duration::try_from(left).unwrap_or_default();
        // A tick more, since a part of one may have been cut.
        Instant::now().checked_add(left)?.checked_add(Duration::from_ticks(1))
    }

    /// Returns when what is in the socket's buffer for sending is to be thrown away.
    fn stuck(&self) -> Option<Instant> {
        self.unsent.and_then(|since| since.checked_add(STUCK))
    }

    /// Hands a packet of the device's own to the socket, after all replies.
    ///
    /// It is one way with replies: if the socket's buffer is full it waits 20 ms for room, a packet
    /// that cannot be sent is counted as [`send_failed`](Counters::send_failed), and one for a peer
    /// that does not answer ARP is thrown away by [`serve_one`](Self::serve_one). It may be dropped
    /// at any time; the packet is sent as a whole or not at all.
    ///
    /// ```no_run
    /// # use embassy_net::udp::UdpSocket;
    /// # use embassy_time::Timer;
    /// # use microosc::{Router, encode_call, osc_handler, osc_router};
    /// # use microosc::embassy::Server;
    /// # #[osc_handler("/led")]
    /// # fn led(brightness: &mut f32, value: f32) { *brightness = value; }
    /// # static ROUTER: Router<f32> = osc_router![led];
    /// # struct Button;
    /// # impl Button { async fn pressed(&mut self) {} }
    /// # async fn select<A, B>(_: A, _: B) -> Either { Either::Second(()) }
    /// # enum Either { First(()), Second(()) }
    /// // With `embassy_futures::select`.
    /// async fn task(mut socket: UdpSocket<'static>, mut button: Button) -> ! {
    ///     let (mut server, mut brightness) = (Server::new(&ROUTER), 0.0);
    ///     let desk = ([192, 168, 1, 20], 9000).into();
    ///     loop {
    ///         let served = server.serve_one(&mut socket, &mut brightness);
    ///         if let Either::Second(()) = select(served, button.pressed()).await {
    ///             let mut buffer = [0; 32];
    ///             if let Ok(packet) = encode_call::<led>(&mut buffer, 1.0) {
    ///                 server.send(&socket, desk, packet).await;
    ///             }
    ///         }
    ///     }
    /// }
    /// ```
    pub async fn send(&mut self, socket: &UdpSocket<'_>, to: SocketAddr, packet: &[u8]) {
        self.send_replies(socket).await;
        let is_full = self.is_full;
        let sent = poll_fn(|context| offer(socket, to, packet, is_full, context));
        let sent = with_timeout(PATIENCE, sent).await;
        self.is_full |= sent.is_err();
        self.note(sent.unwrap_or(false));
    }

    /// Hands all replies to the socket, as far as it has or soon gets room for them.
    async fn send_replies(&mut self, socket: &UdpSocket<'_>) {
        let all = poll_fn(|context| self.poll_send(socket, context));
        if with_timeout(PATIENCE, all).await.is_err() {
            self.is_full = true;
            poll_fn(|context| self.poll_send(socket, context)).await;
        }
    }

    fn poll_send(&mut self, socket: &UdpSocket<'_>, context: &mut Context<'_>) -> Poll<()> {
        let is_full = self.is_full;
        loop {
            let sent = self.core.poll_transmit_with(|transmit, packet| {
                offer(socket, transmit.to, packet, is_full, context)
            });
            match sent {
                None => return Poll::Ready(()),
                Some(Poll::Pending) => return Poll::Pending,
                Some(Poll::Ready(sent)) => self.note(sent),
            }
        }
    }

    /// Takes note of a packet that the socket has taken, or not.
    fn note(&mut self, sent: bool) {
        if sent {
            self.unsent.get_or_insert_with(Instant::now);
        } else {
            self.core.transmit_failed();
        }
    }
}

/// Hands a packet to the socket; returns whether that is possible, or waits for room unless waiting
/// was in vain.
fn offer(
    socket: &UdpSocket<'_>,
    to: SocketAddr,
    packet: &[u8],
    is_full: bool,
    context: &mut Context<'_>,
) -> Poll<bool> {
    let Some(to) = endpoint::of(to) else { return Poll::Ready(false) };
    match socket.poll_send_to(packet, to, context) {
        Poll::Pending if is_full => Poll::Ready(false),
        sent => sent.map(|sent| sent.is_ok()),
    }
}

/// Throws away what is in the socket's buffers.
fn empty(socket: &mut UdpSocket<'_>) {
    let endpoint = socket.endpoint();
    socket.close();
    // It was bound to this before, so it can be.
    let _bound = socket.bind(endpoint);
}

impl<S: ?Sized, B> fmt::Debug for Server<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("core", &self.core).finish_non_exhaustive()
    }
}
