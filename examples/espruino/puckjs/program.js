// Puck.js on a door learns from a magnet in the frame whether the door is closed.
//
//   perceptino flash network.json --board puckjs --port "Puck.js abcd"
//
// Hold the button while you close the door: what it feels then means closed. Leave it for two seconds: that was open.

const net = require("neural");
const batch = net.info().batch;
let lesson = 0; // readings that are still to be learned from

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
    if (lesson === 0) net.save();
  }
  digitalWrite(LED2, net.predict(reading)[0] > 0.5); // green: closed
});
