//! The server in a tokio task.

use microosc::tokio::Server;
use microosc::udp::{Client, Options};
use microosc::{Router, TimeTag, osc_handler, osc_router};
use std::time::{Duration, Instant};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Default)]
struct App {
    levels: Vec<f32>,
    late: Vec<Option<Duration>>,
}

#[osc_handler("/level", reply = "/level/is")]
fn level(app: &mut App, level: f32) -> f32 {
    app.levels.push(level);
    level
}

#[osc_handler("/late")]
fn late(app: &mut App, due: TimeTag) {
    app.late.push(TimeTag::now().duration_since(due));
}

static ROUTER: Router<App> = osc_router![level, late];

/// Sends to the server in a thread, since clients wait; serves until it is done.
async fn serve_while<T: Send + 'static>(
    server: &mut Server<App>,
    app: &mut App,
    act: impl FnOnce() -> T + Send + 'static,
) -> T {
    let acting = tokio::task::spawn_blocking(act);
    tokio::select! {
        ended = server.serve(app) => panic!("{ended:?}"),
        done = timeout(PATIENCE, acting) => done.unwrap().unwrap(),
    }
}

#[tokio::test]
async fn messages_are_handled_and_answered_by_the_socket_they_came_to() {
    let mut server = Server::bind_all(&["127.0.0.1:0", "127.0.0.2:0"], &ROUTER).unwrap();
    let mut app = App::default();
    let locals: Vec<_> = server.local_addrs().collect();
    serve_while(&mut server, &mut app, move || {
        for local in locals {
            let mut client = Client::connect(local).unwrap();
            client.send("/level", 0.5_f32).unwrap();
            assert_eq!(client.receive(PATIENCE).unwrap().expect("a reply").1, local);
        }
    })
    .await;
    assert_eq!(app.levels, [0.5, 0.5]);
}

#[tokio::test]
async fn bundles_run_at_their_time() {
    let mut server = Server::bind("127.0.0.1:0", &ROUTER).unwrap();
    let mut app = App::default();
    let local = server.local_addr();
    serve_while(&mut server, &mut app, move || {
        let mut client = Client::connect(local).unwrap();
        let due = TimeTag::now() + Duration::from_millis(60);
        client
            .send_bundle(due, |bundle| {
                bundle.message("/late", due)?;
                bundle.message("/level", 0.5_f32)
            })
            .unwrap();
        client.receive(PATIENCE).unwrap().expect("a reply");
    })
    .await;
    let late = app.late[0].expect("not before its time");
    assert!(late < Duration::from_secs(1), "{late:?}");
}

/// However often the future is dropped, each datagram is handled once.
#[tokio::test]
async fn serving_can_be_dropped_and_taken_up_again() {
    let options = Options::new().receive_buffer(1 << 20);
    let mut server = Server::with_options(&options, &["127.0.0.1:0"], &ROUTER).unwrap();
    let mut client = Client::connect(server.local_addr()).unwrap();
    let mut app = App::default();
    for number in 0..200_u16 {
        client.send("/level", f32::from(number)).unwrap();
        let soon = TimeTag::now() + Duration::from_micros(100);
        client.send_bundle(soon, |bundle| bundle.message("/late", soon)).unwrap();
        let _cut_off = timeout(Duration::ZERO, server.serve(&mut app)).await;
    }
    let start = Instant::now();
    while app.late.len() < 200 && start.elapsed() < PATIENCE {
        let _cut_off = timeout(Duration::from_millis(5), server.serve(&mut app)).await;
    }
    assert_eq!(app.levels, (0..200_u16).map(f32::from).collect::<Vec<_>>());
    assert_eq!(app.late.len(), 200);
    assert_eq!(server.counters().datagrams, 400);
}

/// A server under load leaves time to the other tasks of its thread, and can go to any thread.
#[tokio::test]
async fn a_flood_does_not_hold_the_thread() {
    let mut server = Server::bind("127.0.0.1:0", &ROUTER).unwrap();
    let address = server.local_addr();
    let serving = tokio::spawn(async move { server.serve(&mut App::default()).await });
    let flooding = std::thread::spawn(move || {
        let mut client = Client::connect(address).unwrap();
        for _ in 0..20_000 {
            client.send("/none", 1).unwrap();
        }
    });
    while !flooding.is_finished() {
        timeout(PATIENCE, tokio::time::sleep(Duration::from_millis(1))).await.unwrap();
    }
    serving.abort();
    assert!(serving.await.unwrap_err().is_cancelled());
    flooding.join().unwrap();
}
