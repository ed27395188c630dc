//! The firmware of `examples/esp32s3` without the board: its handlers, state, router and server on the network stack that it
//! has, and a host that can ask what it sees. Before that, all vectors.
#![no_std]
#![no_main]

mod control;
#[path = "../../../../examples/src/device.rs"]
mod device;
mod net;
mod osc;
mod time;
mod vectors;

use core::fmt::Write;
use embassy_executor::{Executor, Spawner};
use embassy_net::{Config, Runner, StackResources};
use machine::Console;
use static_cell::StaticCell;

#[unsafe(no_mangle)]
fn main() -> ! {
    let failed = vectors::run();
    if failed > 0 {
        machine::exit(1);
    }
    static EXECUTOR: StaticCell<Executor> = StaticCell::new();
    EXECUTOR.init(Executor::new()).run(|spawner| {
        spawner.spawn(start(spawner).expect("a task"));
        spawner.spawn(poll().expect("a task"));
    })
}

/// Stands in for interrupts: wakes whoever waits for the timer or the network.
#[embassy_executor::task]
async fn poll() {
    loop {
        time::poll();
        net::poll();
        embassy_futures::yield_now().await;
    }
}

#[embassy_executor::task]
async fn run_stack(mut runner: Runner<'static, net::Device>) {
    runner.run().await
}

#[embassy_executor::task]
async fn start(spawner: Spawner) {
    static RESOURCES: StaticCell<StackResources<3>> = StaticCell::new();
    let (stack, runner) = embassy_net::new(
        net::Device::new(),
        Config::dhcpv4(Default::default()),
        RESOURCES.init(StackResources::new()),
        0x1234_5678,
    );
    spawner.spawn(run_stack(runner).expect("a task"));
    stack.wait_config_up().await;
    spawner.spawn(control::serve(stack).expect("a task"));
    osc::serve(stack).await
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    let _ = writeln!(Console, "{info}");
    machine::exit(101)
}
