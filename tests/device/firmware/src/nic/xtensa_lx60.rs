//! The OpenCores Ethernet controller of QEMU's `lx60` board (Xtensa).

use crate::net::FRAME;

const REGS: usize = 0xfd03_0000;
const DESCRIPTORS: usize = REGS + 0x400;
const RX_BUFFERS: usize = 8;
const EMPTY: u32 = 0x8000; // of a receive descriptor
const READY: u32 = 0x8000; // of a transmit descriptor
const WRAP: u32 = 0x2000;

fn reg(offset: usize) -> *mut u32 {
    (REGS + offset) as *mut u32
}
/// The (length and flags, buffer address) words of a descriptor: 0 transmits, the rest receive.
fn descriptor(i: usize) -> (*mut u32, *mut u32) {
    ((DESCRIPTORS + i * 8) as *mut u32, (DESCRIPTORS + i * 8 + 4) as *mut u32)
}

type Buffer = [u8; 1536];

pub struct Nic {
    rx: &'static mut [Buffer; RX_BUFFERS],
    tx: &'static mut Buffer,
    next: usize,
}

const MAC: [u8; 6] = [0x02, 0, 0, 0, 0, 1];

impl Nic {
    pub fn new() -> Self {
        use static_cell::ConstStaticCell;
        static RX: ConstStaticCell<[Buffer; RX_BUFFERS]> =
            ConstStaticCell::new([[0; 1536]; RX_BUFFERS]);
        static TX: ConstStaticCell<Buffer> = ConstStaticCell::new([0; 1536]);
        let nic = Nic { rx: RX.take(), tx: TX.take(), next: 0 };
        unsafe {
            reg(0x00).write_volatile(0); // MODER: all off
            reg(0x04).write_volatile(0x7f); // INT_SOURCE: clear
            reg(0x08).write_volatile(0); // INT_MASK: polled
            reg(0x18).write_volatile(64 << 16 | 1536); // PACKETLEN
            reg(0x20).write_volatile(1); // TX_BD_NUM
            reg(0x40).write_volatile(u32::from_be_bytes([MAC[2], MAC[3], MAC[4], MAC[5]]));
            reg(0x44).write_volatile(u32::from(MAC[0]) << 8 | u32::from(MAC[1]));
            reg(0x48).write_volatile(u32::MAX); // every multicast group
            reg(0x4c).write_volatile(u32::MAX);
            for i in 0..RX_BUFFERS {
                let (flags, buffer) = descriptor(1 + i);
                buffer.write_volatile(nic.rx[i].as_ptr() as u32);
                flags.write_volatile(EMPTY | if i == RX_BUFFERS - 1 { WRAP } else { 0 });
            }
            reg(0x00).write_volatile(0xa003); // MODER: PAD, CRCEN, TXEN, RXEN
        }
        nic
    }
    pub fn mac(&self) -> [u8; 6] {
        MAC
    }
    pub fn readable(&self) -> bool {
        unsafe { descriptor(1 + self.next).0.read_volatile() & EMPTY == 0 }
    }
    pub fn receive(&mut self, frame: &mut [u8]) -> usize {
        let (flags, _) = descriptor(1 + self.next);
        let word = unsafe { flags.read_volatile() };
        let n = ((word >> 16) as usize).saturating_sub(4).min(FRAME); // less the checksum
        // SAFETY: the device is done with the buffer until its descriptor is marked empty again.
        for (to, from) in frame[..n].iter_mut().zip(&self.rx[self.next]) {
            *to = unsafe { core::ptr::read_volatile(from) };
        }
        unsafe { flags.write_volatile(EMPTY | word & WRAP) };
        self.next = (self.next + 1) % RX_BUFFERS;
        n
    }
    pub fn send(&mut self, frame: &[u8]) {
        let (flags, buffer) = descriptor(0);
        self.tx[..frame.len()].copy_from_slice(frame);
        unsafe {
            buffer.write_volatile(self.tx.as_ptr() as u32);
            flags.write_volatile((frame.len() as u32) << 16 | READY | WRAP | 0x1800);
            while flags.read_volatile() & READY != 0 {}
        }
    }
}
