// What someone would write for Espruino: a network of tanh layers and one sigmoid unit, trained on a batch by gradient
// descent, in plain loops over flat arrays and in Espruino's own numbers, without rounding. It measures what the
// generated code costs beside it.
function handwritten(widths, batch, params, X, Y) {
  var L = widths.length - 1;
  var W = [],
    B = [],
    A = [],
    D = [],
    at = 0;
  for (var l = 0; l < L; l++) {
    var size = widths[l] * widths[l + 1];
    W.push(new Float32Array(params.buffer, 4 * at, size));
    B.push(new Float32Array(params.buffer, 4 * (at + size), widths[l + 1]));
    at += size + widths[l + 1];
    A.push(new Float32Array(batch * widths[l + 1]));
    D.push(new Float32Array(batch * widths[l + 1]));
  }
  function forward() {
    for (var l = 0; l < L; l++) {
      var n = widths[l],
        u = widths[l + 1];
      var w = W[l],
        b = B[l],
        x = l ? A[l - 1] : X,
        a = A[l];
      for (var m = 0; m < batch; m++) {
        for (var j = 0; j < u; j++) {
          var z = b[j];
          for (var i = 0; i < n; i++) z += w[i * u + j] * x[m * n + i];
          if (l < L - 1) {
            var e = Math.exp(2 * z);
            z = 1 - 2 / (e + 1);
          } else z = 1 / (1 + Math.exp(-z));
          a[m * u + j] = z;
        }
      }
    }
  }
  function step(rate) {
    forward();
    var loss = 0,
      out = A[L - 1],
      d = D[L - 1];
    for (var m = 0; m < batch; m++) {
      loss -= Math.log(Y[m] ? out[m] : 1 - out[m]);
      d[m] = out[m] - Y[m];
    }
    for (var l = L - 1; l >= 0; l--) {
      var n = widths[l],
        u = widths[l + 1];
      var w = W[l],
        b = B[l],
        x = l ? A[l - 1] : X,
        dz = D[l],
        below = l ? D[l - 1] : 0;
      if (l) {
        for (var m = 0; m < batch; m++) {
          for (var i = 0; i < n; i++) {
            var s = 0;
            for (var j = 0; j < u; j++) s += w[i * u + j] * dz[m * u + j];
            var a = x[m * n + i];
            below[m * n + i] = s * (1 - a * a);
          }
        }
      }
      for (var j = 0; j < u; j++) {
        var g = 0;
        for (var m = 0; m < batch; m++) g += dz[m * u + j];
        b[j] -= rate * g;
        for (var i = 0; i < n; i++) {
          g = 0;
          for (var m = 0; m < batch; m++) g += x[m * n + i] * dz[m * u + j];
          w[i * u + j] -= rate * g;
        }
      }
    }
    return loss;
  }
  return { step: step };
}
