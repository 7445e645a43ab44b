//! A web server for tests that answers exactly as it is told, however wrong that is. Each test file uses its part of it.

#![allow(dead_code)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What is sent for one request: pieces with a pause before each further one; then the connection is closed.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pieces: Vec<Vec<u8>>,
    pause: Duration,
}

impl Answer {
    /// Exactly these bytes.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { pieces: vec![bytes.into()], pause: Duration::ZERO }
    }

    /// A status line, header lines and a body, with the length of the body.
    pub fn new(status: &str, headers: &[&str], body: &[u8]) -> Self {
        Self::stating(status, headers, body.len(), body)
    }

    /// The same, stating another length.
    pub fn stating(status: &str, headers: &[&str], length: usize, body: &[u8]) -> Self {
        let mut bytes = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n").into_bytes();
        headers.iter().for_each(|line| bytes.extend_from_slice(format!("{line}\r\n").as_bytes()));
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(body);
        Self::raw(bytes)
    }

    /// A file, whole.
    pub fn file(body: &[u8]) -> Self {
        Self::new("200 OK", &[], body)
    }

    /// The same bytes in pieces of this size, with a pause before each.
    pub fn in_pieces(self, size: usize, pause: Duration) -> Self {
        let bytes = self.pieces.concat();
        Self { pieces: bytes.chunks(size).map(<[u8]>::to_vec).collect(), pause }
    }
}

/// A server on this machine.
pub struct Server {
    address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers the requests in order; the last answer is repeated for ever.
    pub fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&requests);
        thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let answer = answers.get(number).or(answers.last()).cloned().unwrap_or_default();
                let noted = Arc::clone(&noted);
                thread::spawn(move || serve(stream.expect("a connection"), &answer, &noted));
            }
        });
        Self { address, requests }
    }

    /// The address of the server.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The heads of the requests received, in small letters.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no thread panicked").clone()
    }
}

fn serve(mut stream: TcpStream, answer: &Answer, noted: &Mutex<Vec<String>>) {
    let head = head(&mut stream);
    if head.starts_with("connect ") {
        noted.lock().expect("no thread panicked").push(head);
        let _ = stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n");
        return serve(stream, answer, noted);
    }
    noted.lock().expect("no thread panicked").push(head);
    for (number, piece) in answer.pieces.iter().enumerate() {
        if number > 0 {
            thread::sleep(answer.pause);
        }
        if stream.write_all(piece).is_err() {
            return;
        }
    }
}

fn head(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
        bytes.push(byte[0]);
    }
    String::from_utf8_lossy(&bytes).to_lowercase()
}
