//! Connections: taken in, kept within limits, let go when the process is told to stop.

use std::time::Duration;

use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

use crate::app::App;
use crate::peer::Peer;
use crate::serve::router;

/// How long the head of a request may take to arrive, and an idle connection is kept.
const HEAD_PATIENCE: Duration = Duration::from_secs(75);
/// How long requests under way may go on once the process is told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(20);
/// How long to wait when no connection can be taken in, for want of file handles for one.
const BREATH: Duration = Duration::from_millis(100);

/// Serves until the process is told to stop; requests under way are finished, and streams, which never are, end.
pub async fn serve(listener: TcpListener, app: App, until: impl Future<Output = ()>) {
    let streams = app.streams.clone();
    let (readiness, drain) = (app.readiness.clone(), app.settings.drain);
    let router = router(app);
    let connections = GracefulShutdown::new();
    // Whoever sends requests here is told first, and given the time to send them elsewhere.
    let mut until = std::pin::pin!(async {
        until.await;
        readiness.close();
        tokio::time::sleep(drain).await;
    });
    loop {
        let taken = tokio::select! {
            taken = listener.accept() => taken,
            () = &mut until => break,
        };
        match taken {
            Ok((stream, peer)) => hold(stream, Peer(peer.ip()), router.clone(), &connections),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken in");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    drop(listener);
    streams.close();
    if tokio::time::timeout(LAST_REQUESTS, connections.shutdown()).await.is_err() {
        tracing::warn!("requests under way were cut off");
    }
}

fn hold(stream: TcpStream, peer: Peer, router: axum::Router, connections: &GracefulShutdown) {
    // An answer of a few hundred bytes must not wait for more to be worth a packet.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HEAD_PATIENCE)
        .keep_alive_timeout(LAST_REQUESTS);
    let service = TowerToHyperService::new(router.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request
    }));
    let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        // A client that breaks off is no concern of ours.
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended");
        }
    });
}
