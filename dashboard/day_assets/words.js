// Words in the viewer's language, and elements made of text alone: nothing here reads HTML.
const TEXTS = JSON.parse(document.getElementById('texts').textContent);
const LANGUAGE = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';

function say(name, values) {
  const text = TEXTS[name] === undefined ? name : TEXTS[name];
  return text.replace(/\{(\w+)\}/g, (whole, key) =>
    values && values[key] !== undefined && values[key] !== null ? String(values[key]) : whole);
}

// An element with attributes (`on` holds listeners) and children, of which plain text stays text.
function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === 'on') {
      for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    } else if (value === true) {
      made.setAttribute(key, '');
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(key, String(value));
    }
  }
  made.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== ''));
  return made;
}

function button(label, act, kind, more) {
  return el('button', { type: 'button', class: kind, on: { click: act }, ...more }, label);
}

function clock(moment) {
  const time = new Date(moment);
  const two = (number) => String(number).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} `;
  const isToday = new Date().toDateString() === time.toDateString();
  return `${isToday ? '' : day}${two(time.getHours())}:${two(time.getMinutes())}`;
}

// A mark of its own for what is sent: 128 random bits.
function newUid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (one) => one.toString(16).padStart(2, '0')).join('');
}
