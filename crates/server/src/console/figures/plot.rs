//! Where things stand in a picture with columns from left to right and numbers upwards.

/// A picture's size, and the room around what is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plot {
    /// All of its width.
    pub(crate) width: i64,
    /// All of its height.
    pub(crate) height: i64,
    /// Room at the left, for numbers.
    pub(crate) left: i64,
    /// Room at the right.
    pub(crate) right: i64,
    /// Room above.
    pub(crate) top: i64,
    /// Room below, for the names of columns.
    pub(crate) bottom: i64,
}

/// A line from left to right, with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// How high it is.
    pub(crate) y: i64,
    /// What it says.
    pub(crate) label: String,
}

impl Plot {
    /// Where numbers begin.
    pub(crate) const fn floor(&self) -> i64 {
        self.height - self.bottom
    }

    /// Where it ends at the right.
    pub(crate) const fn end(&self) -> i64 {
        self.width - self.right
    }

    /// How high a number is, where `top` is the highest that is shown.
    pub(crate) fn y(&self, number: i64, top: i64) -> i64 {
        self.floor() - (self.floor() - self.top) * number / top.max(1)
    }

    /// Where a column begins, and how wide it is.
    pub(crate) fn column(&self, nth: i64, columns: i64) -> (i64, i64) {
        let edge = |nth: i64| self.left + (self.end() - self.left) * nth / columns.max(1);
        (edge(nth), edge(nth + 1) - edge(nth))
    }

    /// The least of 2, 4, 10, 20, 40, 100, ... that is at least this: it can be halved.
    pub(crate) fn nice(most: i64) -> i64 {
        let mut power = 1;
        while power < most / 10 {
            power *= 10;
        }
        let all = [2, 4, 6, 8, 10, 20, 40, 60, 80, 100].map(|step| step * power);
        all.into_iter().find(|step| *step >= most).unwrap_or(most)
    }

    /// Lines at none, half and all of what is shown.
    pub(crate) fn lines(&self, top: i64) -> Vec<Line> {
        let line = |number: i64| Line { y: self.y(number, top), label: number.to_string() };
        [0, top / 2, top].map(line).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_a_round_number_that_holds_all() {
        for (most, shown) in
            [(0, 2), (1, 2), (3, 4), (10, 10), (11, 20), (99, 100), (100, 100), (101, 200), (1234, 2000)]
        {
            assert_eq!(Plot::nice(most), shown, "{most}");
        }
    }

    #[test]
    fn columns_fill_the_width_without_gaps() {
        let plot = Plot { width: 960, height: 300, left: 48, right: 12, top: 24, bottom: 28 };
        let mut at = plot.left;
        for nth in 0..58 {
            let (x, width) = plot.column(nth, 58);
            assert_eq!(x, at);
            at += width;
        }
        assert_eq!(at, plot.end());
    }
}
