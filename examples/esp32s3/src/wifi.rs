//! Joins the Wi-Fi network, and joins it again whenever it is lost.

use embassy_executor::Spawner;
use embassy_net::{Config, DhcpConfig, Runner, Stack, StackResources};
use embassy_time::Timer;
use esp_hal::peripherals::WIFI;
use esp_hal::rng::Rng;
use esp_println::println;
use esp_radio::wifi::sta::StationConfig;
use esp_radio::wifi::{
    AuthenticationMethodConfig, Config as WifiConfig, ControllerConfig, Interface, WifiController,
};
use static_cell::StaticCell;

use crate::{GROUP, PORT};

// The build script has looked at them.
const SSID: &str = env!("SSID");
const PASSWORD: &str = env!("PASSWORD");

/// What the router's list of devices shows.
const HOSTNAME: &str = "microosc";

/// Starts the tasks that keep the device in the network.
pub fn start(spawner: Spawner, wifi: WIFI<'static>) -> Stack<'static> {
    let authentication = if PASSWORD.is_empty() {
        AuthenticationMethodConfig::Open
    } else {
        // Access points that offer WPA3 beside it are fine.
        AuthenticationMethodConfig::Wpa2Personal(PASSWORD.try_into().expect("a short password"))
    };
    let station = StationConfig::default()
        .with_ssid(SSID.try_into().expect("a short name"))
        .with_authentication(authentication);
    let interface = Interface::station();
    let config = ControllerConfig::default().with_initial_config(WifiConfig::Station(station));
    let controller = WifiController::new(wifi, config).expect("the radio starts");

    let mut dhcp = DhcpConfig::default();
    dhcp.hostname = HOSTNAME.try_into().ok();
    let rng = Rng::new();
    let seed = u64::from(rng.random()) << 32 | u64::from(rng.random());
    // Three sockets: one for OSC, one for DHCP, one to spare.
    static RESOURCES: StaticCell<StackResources<3>> = StaticCell::new();
    let resources = RESOURCES.init(StackResources::new());
    let (stack, runner) = embassy_net::new(interface, Config::dhcpv4(dhcp), resources, seed);

    spawner.spawn(keep_connected(controller).expect("the only task of its kind"));
    spawner.spawn(run(runner).expect("the only task of its kind"));
    spawner.spawn(tell_address(stack).expect("the only task of its kind"));
    stack
}

#[embassy_executor::task]
async fn keep_connected(mut controller: WifiController<'static>) {
    loop {
        println!("joining {SSID:?}");
        match controller.connect_async().await {
            Ok(network) => {
                println!("joined {SSID:?}, channel {}", network.channel);
                let lost = controller.wait_for_disconnect_async().await;
                println!("left {SSID:?}: {lost:?}");
            }
            Err(error) => println!("cannot join {SSID:?}: {error:?}"),
        }
        Timer::after_secs(2).await;
    }
}

#[embassy_executor::task]
async fn run(mut runner: Runner<'static, Interface>) -> ! {
    runner.run().await
}

/// Prints the address whenever the device gets one: that is what to enter on the surface.
#[embassy_executor::task]
async fn tell_address(stack: Stack<'static>) {
    loop {
        stack.wait_config_up().await;
        if let Some(config) = stack.config_v4() {
            println!("listening on {}:{PORT} and {GROUP}:{PORT}", config.address.address());
        }
        stack.wait_config_down().await;
    }
}
