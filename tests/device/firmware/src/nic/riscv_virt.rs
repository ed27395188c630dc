//! virtio-net on QEMU's `virt` machine (RISC-V).

use core::cell::UnsafeCell;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicUsize, Ordering};
use virtio_drivers::device::net::VirtIONetRaw;
use virtio_drivers::transport::mmio::MmioTransport;
use virtio_drivers::transport::{DeviceType, Transport};
use virtio_drivers::{BufferDirection, Hal, PAGE_SIZE, PhysAddr};

use crate::net::FRAME;

const PAGES: usize = 8;
#[repr(C, align(4096))]
struct Pool(UnsafeCell<[u8; PAGES * PAGE_SIZE]>);
unsafe impl Sync for Pool {}
static POOL: Pool = Pool(UnsafeCell::new([0; PAGES * PAGE_SIZE]));
static TAKEN: AtomicUsize = AtomicUsize::new(0);

/// Memory is identity-mapped; queue memory is handed out once and never taken back.
struct Memory;
unsafe impl Hal for Memory {
    fn dma_alloc(pages: usize, _: BufferDirection) -> (PhysAddr, NonNull<u8>) {
        let first = TAKEN.load(Ordering::Relaxed);
        assert!(first + pages <= PAGES, "out of queue memory");
        TAKEN.store(first + pages, Ordering::Relaxed);
        let at = unsafe { POOL.0.get().cast::<u8>().add(first * PAGE_SIZE) };
        (at as PhysAddr, NonNull::new(at).expect("pool"))
    }
    unsafe fn dma_dealloc(_: PhysAddr, _: NonNull<u8>, _: usize) -> i32 {
        0
    }
    unsafe fn mmio_phys_to_virt(at: PhysAddr, _: usize) -> NonNull<u8> {
        NonNull::new(at as *mut u8).expect("mmio")
    }
    unsafe fn share(buffer: NonNull<[u8]>, _: BufferDirection) -> PhysAddr {
        buffer.as_ptr().cast::<u8>() as PhysAddr
    }
    unsafe fn unshare(_: PhysAddr, _: NonNull<[u8]>, _: BufferDirection) {}
}

const QUEUE: usize = 8;
type Buffers = [[u8; FRAME + 12 + 2]; QUEUE];

pub struct Nic {
    device: VirtIONetRaw<Memory, MmioTransport<'static>, QUEUE>,
    buffers: &'static mut Buffers,
}

impl Nic {
    pub fn new() -> Self {
        static BUFFERS: static_cell::ConstStaticCell<Buffers> =
            static_cell::ConstStaticCell::new([[0; FRAME + 14]; QUEUE]);
        let transport = (0..8)
            .filter_map(|slot| {
                let header = NonNull::new((0x1000_1000 + slot * 0x1000) as *mut _)?;
                unsafe { MmioTransport::new(header, 0x1000) }.ok()
            })
            .find(|t| t.device_type() == DeviceType::Network)
            .expect("no virtio network device");
        let mut device = VirtIONetRaw::new(transport).expect("virtio-net");
        let buffers = BUFFERS.take();
        for (i, buffer) in buffers.iter_mut().enumerate() {
            // SAFETY: a buffer is not touched again until the device hands its token back.
            let token = unsafe { device.receive_begin(buffer) }.expect("receive queue");
            assert_eq!(usize::from(token), i);
        }
        Nic { device, buffers }
    }
    pub fn mac(&self) -> [u8; 6] {
        self.device.mac_address()
    }
    pub fn readable(&self) -> bool {
        self.device.poll_receive().is_some()
    }
    pub fn receive(&mut self, frame: &mut [u8]) -> usize {
        let Some(token) = self.device.poll_receive() else { return 0 };
        let buffer = &mut self.buffers[usize::from(token)];
        // SAFETY: the token names the buffer it was made for, here and when it is queued again.
        unsafe {
            let (header, n) = self.device.receive_complete(token, buffer).expect("receive");
            frame[..n].copy_from_slice(&buffer[header..][..n]);
            let again = self.device.receive_begin(buffer).expect("receive queue");
            assert_eq!(again, token);
            n
        }
    }
    pub fn send(&mut self, frame: &[u8]) {
        self.device.send(frame).expect("send");
    }
}
