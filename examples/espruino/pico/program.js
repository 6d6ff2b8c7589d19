// An Espruino Pico with a light sensor at pin A5 learns when a room is in use.
//
//   perceptino flash network.json --board espruino-pico --port /dev/ttyACM0 --boot
//
// Press the button whenever the room is in use: the next minute counts as such, all other time does not.
// First LED: in use, by more than even chances. Second: what was learned could not be saved because Storage is full.

const net = require("neural");
const batch = net.info().batch;
let before = analogRead(A5);
let occupied = 0; // seconds that still count as in use
let steps = 0;
let probability = 0; // that the room is in use; type it into the console to see how sure it is

// What was saved before stays when Storage is full, and what was learned since stays in memory: the next hour tries again.
function keep() {
  try {
    net.save();
    digitalWrite(LED2, false);
  } catch (e) {
    digitalWrite(LED2, true);
    print("not saved:", e);
  }
}

if (!net.restore()) {
  // Voltages lie between 0 and 1 and change by little: brought to about the same size.
  net.mean.set([0.5, 0]);
  net.scale.set([2, 20]);
}

setWatch(
  () => {
    occupied = 60;
  },
  BTN1,
  { repeat: true, edge: "rising", debounce: 25 },
);

setInterval(() => {
  const light = analogRead(A5);
  const reading = [light, light - before];
  before = light;
  if (net.observe(reading, occupied > 0 ? 1 : 0) === batch) {
    net.train();
    steps++;
    if (steps % 225 === 0) keep(); // once an hour: 16 seconds are a step
  }
  if (occupied > 0) occupied--;
  probability = net.predict(reading)[0];
  digitalWrite(LED1, probability > 0.5);
}, 1000);
