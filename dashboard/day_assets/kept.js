// What the phone keeps: the outbox, what was begun, the last list.  Where the browser keeps
// nothing it is held in memory and said so.
const KEYS = { outbox: 'uid', drafts: 'key', kept: 'key' };
const held = { outbox: new Map(), drafts: new Map(), kept: new Map() };
const keeping = { trouble: null, database: null, told: () => {} };

function openKept() {
  if (!keeping.database) {
    keeping.database = new Promise((resolve, reject) => {
      const asked = indexedDB.open('gege-day', 1);
      asked.onupgradeneeded = () => {
        for (const [store, key] of Object.entries(KEYS)) {
          asked.result.createObjectStore(store, { keyPath: key });
        }
      };
      asked.onerror = () => reject(asked.error);
      asked.onblocked = () => reject(new DOMException('blocked', 'InvalidStateError'));
      asked.onsuccess = () => {
        // A browser closes it behind a page that slept: the next to ask opens it again.
        asked.result.onclose = () => { keeping.database = null; };
        asked.result.onversionchange = () => { asked.result.close(); keeping.database = null; };
        resolve(asked.result);
      };
    });
    keeping.database.catch(() => { keeping.database = null; });
  }
  return keeping.database;
}

// One transaction: `act` asks for what it wants and returns what to give back once it stands.
async function once(mode, act) {
  const database = await openKept();
  return new Promise((resolve, reject) => {
    const turn = database.transaction(Object.keys(KEYS), mode);
    const given = { value: undefined };
    turn.oncomplete = () => resolve(given.value);
    turn.onabort = () => reject(turn.error || new DOMException('aborted', 'AbortError'));
    act((store) => turn.objectStore(store), (value) => { given.value = value; }, turn);
  });
}

async function inKept(mode, act) {
  try {
    return await once(mode, act);
  } catch (error) {
    if (error && error.name === 'QuotaExceededError') throw error;
    // The connection to the database may have been lost while the page slept.
    keeping.database = null;
    return once(mode, act);
  }
}

function trouble(kind) {
  if (keeping.trouble !== kind) {
    keeping.trouble = kind;
    keeping.told();
  }
}

// Changes that stand together: [{store, put: value} | {store, drop: key}, ...].
async function write(changes) {
  try {
    await inKept('readwrite', (store) => {
      for (const one of changes) {
        if (one.put) store(one.store).put(one.put);
        else store(one.store).delete(one.drop);
      }
    });
    for (const one of changes) held[one.store].delete(one.put ? one.put[KEYS[one.store]] : one.drop);
    trouble(held.outbox.size + held.drafts.size ? keeping.trouble : null);
  } catch (error) {
    for (const one of changes) {
      if (one.put) held[one.store].set(one.put[KEYS[one.store]], one.put);
      else held[one.store].set(one.drop, null);
    }
    trouble(error && error.name === 'QuotaExceededError' ? 'storage_full' : 'storage_denied');
  }
}

async function all(store) {
  let found = [];
  try {
    found = await inKept('readonly', (of, give) => {
      const asked = of(store).getAll();
      asked.onsuccess = () => give(asked.result);
    });
  } catch (error) {
    trouble('storage_denied');
  }
  const rest = found.filter((one) => !held[store].has(one[KEYS[store]]));
  return rest.concat([...held[store].values()].filter((one) => one !== null));
}

async function read(store, key) {
  if (held[store].has(key)) return held[store].get(key) || undefined;
  try {
    return await inKept('readonly', (of, give) => {
      const asked = of(store).get(key);
      asked.onsuccess = () => give(asked.result);
    });
  } catch (error) {
    trouble('storage_denied');
    return undefined;
  }
}

// Change one thing if it still is as `wanted` says; returns whether it was.
async function changeIf(store, key, wanted, changes) {
  if (held[store].get(key)) {
    if (!wanted(held[store].get(key))) return false;
    await write(changes(held[store].get(key)));
    return true;
  }
  try {
    return await inKept('readwrite', (of, give) => {
      const asked = of(store).get(key);
      asked.onsuccess = () => {
        const found = asked.result;
        give(Boolean(found) && wanted(found));
        if (!found || !wanted(found)) return;
        for (const one of changes(found)) {
          if (one.put) of(one.store).put(one.put);
          else of(one.store).delete(one.drop);
        }
      };
    });
  } catch (error) {
    trouble('storage_denied');
    return false;
  }
}
