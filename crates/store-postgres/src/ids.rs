//! Ids are reserved from the database in blocks; whoever decides holds a block alone meanwhile.

use std::sync::{Mutex, PoisonError};

use deadpool_postgres::ClientWrapper;
use vestibule_store::ID_BLOCK;

use crate::fault::Fault;

/// A block with fewer ids than a batch can use is not used any more.
const FEW_IDS: i64 = ID_BLOCK / 2;

/// Blocks that nobody holds at the moment.
#[derive(Default)]
pub(crate) struct Ids(Mutex<Vec<Block>>);

/// Ids from `next` up to `end`.
struct Block {
    next: i64,
    end: i64,
}

/// A block in somebody's hands; it comes back when it is dropped.
pub(crate) struct Lease<'a> {
    ids: &'a Ids,
    block: Block,
}

impl Ids {
    /// Hands out a block with plenty of ids, reserving one where none is free.
    pub(crate) async fn lease(&self, connection: &ClientWrapper) -> Result<Lease<'_>, Fault> {
        let free = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let block = match free {
            Some(block) => block,
            None => reserve(connection).await?,
        };
        Ok(Lease { ids: self, block })
    }
}

impl Lease<'_> {
    /// The next id, for a mint to count up.
    pub(crate) const fn next(&mut self) -> &mut i64 {
        &mut self.block.next
    }

    /// Whether more ids were taken than the block has.
    pub(crate) const fn is_overdrawn(&self) -> bool {
        self.block.next > self.block.end
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let Block { next, end } = self.block;
        if end - next >= FEW_IDS {
            self.ids.0.lock().unwrap_or_else(PoisonError::into_inner).push(Block { next, end });
        }
    }
}

async fn reserve(connection: &ClientWrapper) -> Result<Block, Fault> {
    let statement = connection.prepare_cached("UPDATE id_blocks SET next = next + $1 RETURNING next").await?;
    let end: i64 = connection.query_one(&statement, &[&ID_BLOCK]).await?.try_get(0)?;
    Ok(Block { next: end - ID_BLOCK, end })
}
