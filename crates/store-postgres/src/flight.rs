//! Several statements on their way at once: they go out together and their answers come back in order, so that
//! a transaction costs two or three trips to the database and not one for each statement.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use deadpool_postgres::ClientWrapper;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row, Statement};
use vestibule_store::sql;

use crate::session::Bound;

/// A value for a placeholder.
pub(crate) type Param<'a> = Box<dyn ToSql + Sync + Send + 'a>;

/// Makes one.
pub(crate) fn param<'a>(value: impl ToSql + Sync + Send + 'a) -> Param<'a> {
    Box::new(value)
}

type Answer = Result<Vec<Row>, Error>;
type Request<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// Statements that wait to go out.
pub(crate) struct Flight<'a> {
    connection: &'a ClientWrapper,
    requests: Vec<Request<'a>>,
}

impl<'a> Flight<'a> {
    /// None yet.
    pub(crate) fn on(connection: &'a ClientWrapper) -> Self {
        Self { connection, requests: Vec::new() }
    }

    /// A statement without parameters or rows, such as `BEGIN`.
    pub(crate) fn word(&mut self, word: &'static str) -> usize {
        let connection = self.connection;
        self.request(async move { connection.batch_execute(word).await.map(|()| Vec::new()) })
    }

    /// A statement that comes again and again, prepared once per connection.
    pub(crate) async fn steady(&mut self, sql: &str, params: Vec<Param<'a>>) -> Result<usize, Error> {
        let statement = self.connection.prepare_cached(sql).await?;
        Ok(self.request(send(self.connection, statement, params)))
    }

    /// A statement that may never come again, sent with its values and not kept.
    pub(crate) fn once(&mut self, statement: sql::Statement) -> usize {
        let connection = self.connection;
        self.request(async move {
            let values: Vec<_> =
                statement.values.into_iter().map(|value| (Bound::type_of(&value), Bound(value))).collect();
            let values: Vec<_> =
                values.iter().map(|(kind, value)| (value as &(dyn ToSql + Sync), kind.clone())).collect();
            connection.query_typed(&statement.sql, &values).await
        })
    }

    /// Sends everything and waits for all answers: the rows of each statement, or the first error.
    pub(crate) async fn land(self) -> Result<Vec<Vec<Row>>, Error> {
        let mut requests = self.requests;
        let mut answers: Vec<Option<Answer>> = requests.iter().map(|_| None).collect();
        // A request goes out when it is first polled: polling in order is sending in order.
        poll_fn(|context| {
            let mut waiting = false;
            for (request, answer) in requests.iter_mut().zip(&mut answers) {
                if answer.is_none() {
                    match request.as_mut().poll(context) {
                        Poll::Ready(ready) => *answer = Some(ready),
                        Poll::Pending => waiting = true,
                    }
                }
            }
            if waiting { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
        answers.into_iter().flatten().collect()
    }

    fn request(&mut self, request: impl Future<Output = Answer> + Send + 'a) -> usize {
        self.requests.push(Box::pin(request));
        self.requests.len() - 1
    }
}

async fn send(connection: &ClientWrapper, statement: Statement, params: Vec<Param<'_>>) -> Answer {
    let params: Vec<&(dyn ToSql + Sync)> =
        params.iter().map(|param| &**param as &(dyn ToSql + Sync)).collect();
    connection.query(&statement, &params).await
}
