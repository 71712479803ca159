//! What was acknowledged, held against what the server keeps and what the receivers heard. Plain functions over plain
//! data: each says what is wrong, in sentences with the ids.

pub(super) mod money;
pub(super) mod telling;
pub(super) mod visits;
