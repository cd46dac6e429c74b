//! What the client says, kept in a file byte for byte: a session that ended badly is replayed by what it was sent.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

/// A client's bytes, each kept before anybody looks at it.
pub struct Recorded<R> {
    input: R,
    /// `None` once it could not be written.
    file: Option<File>,
}

impl<R: Read> Recorded<R> {
    /// Keeps what is read in a file that only its owner may read. An editor starts another server where one ends, and so a
    /// file that is there already stays, as `FILE.before`. Fails where the file cannot be made.
    pub fn new(input: R, path: &Path) -> io::Result<Recorded<R>> {
        let mut before = path.as_os_str().to_owned();
        before.push(".before");
        match fs::rename(path, before) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Recorded { input, file: Some(options.open(path)?) })
    }
}

impl<R: Read> Read for Recorded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let kept = self.file.as_mut().map_or(Ok(()), |file| file.write_all(&buffer[..count]));
        if let Err(error) = kept {
            tracing::warn!("the record ends here: {error}");
            self.file = None;
        }
        Ok(count)
    }
}
