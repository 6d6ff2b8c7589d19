// What someone would write for Espruino to gather readings for a batch, and to ask a logistic unit: each reading is
// normalised in float32, as the network's own, and checked.
function byHand(inputs, batch, mean, scale, weights) {
  var X = new Float32Array(batch * inputs);
  var Y = new Float32Array(batch);
  var v = new Float32Array(1);
  var n = 0;
  function observe(reading, label) {
    if (n == batch) throw new Error("the batch is full");
    var at = n * inputs;
    for (var i = 0; i < inputs; i++) {
      X[at] = reading[i] - mean[i];
      X[at] *= scale[i];
      if (X[at] - X[at] != 0) throw new Error("not finite");
      at++;
    }
    Y[n] = label;
    return ++n;
  }
  function predict(reading) {
    var z = weights[inputs];
    for (var i = 0; i < inputs; i++) {
      v[0] = reading[i] - mean[i];
      v[0] *= scale[i];
      if (v[0] - v[0] != 0) throw new Error("not finite");
      z += v[0] * weights[i];
    }
    return 1 / (1 + Math.exp(-z));
  }
  return {
    observe: observe,
    predict: predict,
    clear: function () {
      n = 0;
    },
  };
}
