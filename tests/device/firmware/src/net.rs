//! embassy-net's driver trait over the board's Ethernet device, polled.
#[cfg_attr(target_arch = "riscv32", path = "nic/riscv_virt.rs")]
#[cfg_attr(target_arch = "xtensa", path = "nic/xtensa_lx60.rs")]
mod nic;

use core::{
    cell::{Cell, RefCell},
    task::{Context, Waker},
};
use critical_section::Mutex;
use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken, TxToken};

/// The largest Ethernet frame without its checksum.
pub const FRAME: usize = 1514;

static NIC: Mutex<RefCell<Option<nic::Nic>>> = Mutex::new(RefCell::new(None));
static WAKER: Mutex<Cell<Option<Waker>>> = Mutex::new(Cell::new(None));

fn with_nic<R>(f: impl FnOnce(&mut nic::Nic) -> R) -> R {
    critical_section::with(|cs| f(NIC.borrow_ref_mut(cs).as_mut().expect("no network device")))
}

/// Until when the cable is out, in microseconds since reset.
static PULLED: Mutex<Cell<u64>> = Mutex::new(Cell::new(0));

/// Pulls the cable out for a second.
pub fn pull() {
    critical_section::with(|cs| PULLED.borrow(cs).set(machine::micros() + 1_000_000));
}

fn is_pulled() -> bool {
    critical_section::with(|cs| machine::micros() < PULLED.borrow(cs).get())
}

/// Wakes the stack when there is a frame, or news of the cable.
pub fn poll() {
    static WAS_PULLED: Mutex<Cell<bool>> = Mutex::new(Cell::new(false));
    let has_moved =
        critical_section::with(|cs| WAS_PULLED.borrow(cs).replace(is_pulled()) != is_pulled());
    if has_moved
        || critical_section::with(|cs| NIC.borrow_ref(cs).as_ref().is_some_and(|n| n.readable()))
    {
        if let Some(waker) = critical_section::with(|cs| WAKER.borrow(cs).take()) {
            waker.wake();
        }
    }
}

pub struct Device(());

impl Device {
    pub fn new() -> Self {
        critical_section::with(|cs| NIC.borrow_ref_mut(cs).replace(nic::Nic::new()));
        Device(())
    }
}

pub struct Rx;
pub struct Tx;

impl RxToken for Rx {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, f: F) -> R {
        let mut frame = [0; FRAME];
        let n = with_nic(|nic| nic.receive(&mut frame));
        f(&mut frame[..n])
    }
}

impl TxToken for Tx {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, len: usize, f: F) -> R {
        let mut frame = [0; FRAME];
        let result = f(&mut frame[..len]);
        with_nic(|nic| nic.send(&frame[..len]));
        result
    }
}

impl Driver for Device {
    type RxToken<'a> = Rx;
    type TxToken<'a> = Tx;
    fn receive(&mut self, cx: &mut Context) -> Option<(Rx, Tx)> {
        if with_nic(|nic| nic.readable()) {
            return Some((Rx, Tx));
        }
        critical_section::with(|cs| WAKER.borrow(cs).set(Some(cx.waker().clone())));
        None
    }
    fn transmit(&mut self, _: &mut Context) -> Option<Tx> {
        Some(Tx)
    }
    fn link_state(&mut self, _: &mut Context) -> LinkState {
        if is_pulled() { LinkState::Down } else { LinkState::Up }
    }
    fn capabilities(&self) -> Capabilities {
        let mut c = Capabilities::default();
        c.max_transmission_unit = FRAME;
        c.max_burst_size = Some(1);
        c
    }
    fn hardware_address(&self) -> HardwareAddress {
        HardwareAddress::Ethernet(with_nic(|nic| nic.mac()))
    }
}
