// Bangle.js learns a posture of the arm that you show it, such as a hand raised to the mouth.
//
//   perceptino flash network.json --board banglejs2 --port "Bangle.js abcd"
//
// Press the button to go on: guessing → showing it anything but the posture → showing it the posture → guessing …
// The screen says how sure it is, and when a lesson could not be saved because Storage is full.

const net = require("neural");
const batch = net.info().batch;
const modes = ["guess", "teach other", "teach posture"];
let mode = 0;
let certain = false;
let percent = 0; // how sure it is of the posture
let full = false; // whether the last lesson could not be saved

function draw() {
  const middle = g.getWidth() / 2;
  g.clear(true).setFontAlign(0, 0).setFont("Vector", 24);
  g.drawString(modes[mode], middle, 50);
  if (mode === 0) g.setFont("Vector", 40).drawString(percent + " %", middle, 100);
  if (full) g.setFont("6x8", 2).drawString("Storage is full:\nnot saved", middle, 150);
}

// What was saved before stays when Storage is full, and what was learned since stays in memory: the next lesson tries again.
function keep() {
  try {
    net.save();
    full = false;
  } catch (e) {
    full = true;
    print("not saved:", e);
  }
}

// What it learned before the last restart, if there is anything.
if (!net.restore()) print("a new network");

// x, y and z in g, 12.5 times a second. They are about as large as a network likes them, so nothing normalises them.
Bangle.on("accel", (a) => {
  const reading = [a.x, a.y, a.z];
  if (mode === 0) {
    const probability = net.predict(reading)[0];
    const now = Math.round(100 * probability);
    if (now !== percent) {
      percent = now;
      draw();
    }
    if (probability > 0.8 !== certain) {
      certain = !certain;
      if (certain) Bangle.buzz();
    }
  } else if (net.observe(reading, mode - 1) === batch) {
    net.train(); // one step of gradient descent; the batch is empty again
  }
});

net.on("train", (loss) => {
  print("loss", loss / batch);
});

setWatch(
  () => {
    mode = (mode + 1) % modes.length;
    print(modes[mode]);
    // Flash wears out, so what was learned is kept when the lesson ends and not after each step.
    if (mode === 0) keep();
    draw();
  },
  BTN1,
  { repeat: true, edge: "rising", debounce: 25 },
);

draw();
