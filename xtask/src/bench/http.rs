//! Just enough of an HTTP/1.1 client to load a server lightly: one connection, kept alive, answers that
//! say how long they are.

use crate::Result;
use std::io::ErrorKind;
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// Room for one read; most answers fit.
const READ: usize = 16 * 1024;

/// One connection, and the answer it received last.
pub(crate) struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

/// Where the parts of a received answer are.
#[derive(Debug, PartialEq)]
struct Head {
    status: u16,
    head_length: usize,
    body_length: usize,
}

impl Connection {
    /// Connects.
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, answer: Vec::with_capacity(2 * READ) })
    }

    /// Sends the request and returns the answer's status and body.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Result<(u16, &[u8])> {
        self.write(request).await?;
        self.answer.clear();
        loop {
            self.read().await?;
            let Some(head) = parse_head(&self.answer)? else {
                continue;
            };
            let end = head.head_length + head.body_length;
            while self.answer.len() < end {
                self.read().await?;
            }
            return Ok((head.status, &self.answer[head.head_length..end]));
        }
    }

    async fn write(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            match self.stream.try_write(bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.stream.writable().await?,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    async fn read(&mut self) -> Result<()> {
        loop {
            self.stream.readable().await?;
            self.answer.reserve(READ);
            match self.stream.try_read_buf(&mut self.answer) {
                Ok(0) => return Err("the server closed the connection before it answered".into()),
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Reads the head once it is whole.
fn parse_head(answer: &[u8]) -> Result<Option<Head>> {
    let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(None);
    };
    let text = std::str::from_utf8(&answer[..end])?;
    let mut lines = text.split("\r\n");
    let status =
        lines.next().and_then(|line| line.get(9..12)).ok_or("an answer without a status")?.parse()?;
    let length = lines.find_map(content_length).ok_or("an answer that does not say how long it is")?;
    Ok(Some(Head { status, head_length: end + 4, body_length: length.parse()? }))
}

fn content_length(line: &str) -> Option<&str> {
    let (name, value) = line.split_once(':')?;
    name.eq_ignore_ascii_case("content-length").then(|| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let answer = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(parse_head(&answer[..30]).unwrap(), None);
        let head = parse_head(answer).unwrap();
        assert_eq!(head, Some(Head { status: 400, head_length: 47, body_length: 2 }));
    }

    #[test]
    fn an_answer_without_a_length_is_an_error() {
        assert!(parse_head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
