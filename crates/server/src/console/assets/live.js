// Follows what happens, and comes back by itself where the connection is lost.

const AGAIN_MS = 5000;
const EVENTS = ["arrival", "departure", "refusal", "correction", "reset"];

// `tell` hears each event and its data; `state` hears whether there is a connection.
export function follow(url, tell, state) {
  let source = null;
  const open = () => {
    source = new EventSource(url);
    source.addEventListener("open", () => state(true));
    source.addEventListener("error", () => {
      state(false);
      // A browser tries again by itself, but not after an answer that is no stream.
      if (source.readyState === EventSource.CLOSED) setTimeout(open, AGAIN_MS);
    });
    for (const event of EVENTS) source.addEventListener(event, ({ data }) => tell(event, JSON.parse(data)));
  };
  open();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) open();
  });
}

// Runs `work` at once; while it runs, asked for once more or a hundred times, it runs once more afterwards.
export function coalesced(work) {
  let runs = false;
  let again = false;
  return async function run() {
    if (runs) {
      again = true;
      return;
    }
    runs = true;
    try {
      do {
        again = false;
        await work();
      } while (again);
    } finally {
      runs = false;
    }
  };
}
