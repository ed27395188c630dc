//! embassy-time on the board's microsecond counter, polled.
use core::{cell::RefCell, task::Waker};
use critical_section::Mutex;
use embassy_time_driver::Driver;
use embassy_time_queue_utils::Queue;

struct Clock(Mutex<RefCell<Queue>>);
embassy_time_driver::time_driver_impl!(static CLOCK: Clock = Clock(Mutex::new(RefCell::new(Queue::new()))));

impl Driver for Clock {
    fn now(&self) -> u64 {
        machine::micros()
    }
    fn schedule_wake(&self, at: u64, waker: &Waker) {
        critical_section::with(|cs| self.0.borrow_ref_mut(cs).schedule_wake(at, waker));
    }
}

pub fn poll() {
    critical_section::with(|cs| CLOCK.0.borrow_ref_mut(cs).next_expiration(machine::micros()));
}
