// Puck.js on a door learns from a magnet in the frame whether the door is closed.
//
//   perceptino flash network.json --board puckjs --port "Puck.js abcd"
//
// Hold the button while you close the door: what it feels then means closed. Leave it for two seconds: that was open.
// Green: closed, by more than even chances. Red: the last lesson could not be saved because Storage is full.

const net = require("neural");
const batch = net.info().batch;
let lesson = 0; // readings that are still to be learned from
let probability = 0; // that the door is closed; type it into the console to see how sure it is

// What was saved before stays when Storage is full, and what was learned since stays in memory: the next lesson tries again.
function keep() {
  try {
    net.save();
    digitalWrite(LED1, false);
  } catch (e) {
    digitalWrite(LED1, true);
    print("not saved:", e);
  }
}

if (!net.restore()) {
  // The Earth's field is some hundred tenths of a microtesla: subtracted and scaled, readings are about as large as 1.
  const first = Puck.mag();
  net.mean.set([first.x, first.y, first.z]);
  net.scale.fill(0.005);
}

Puck.magOn(5); // 5 readings a second
Puck.on("mag", (m) => {
  const reading = [m.x, m.y, m.z];
  const label = BTN.read() ? 1 : 0;
  if (label) lesson = 10;
  if (lesson > 0) {
    lesson--;
    if (net.observe(reading, label) === batch) net.train();
    if (lesson === 0) keep();
  }
  probability = net.predict(reading)[0];
  digitalWrite(LED2, probability > 0.5);
});
