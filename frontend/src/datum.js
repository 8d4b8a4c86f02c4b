// WGS 84 / CGCS2000 to GCJ-02, for showing our data over a map that is drawn in GCJ-02 (Amap, Tencent).
// Only for display: nothing converted here is ever stored. The constants are the published ones of the offset.
const A = 6378245.0;
const EE = 0.006693421622965943;

function wave(t, period) {
  return Math.sin((t * Math.PI) / period);
}

export function toGcj02(lng, lat) {
  const x = lng - 105;
  const y = lat - 35;
  const common = ((wave(x, 1 / 6) + wave(x, 1 / 2)) * 20 * 2) / 3;
  let dLat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + common;
  dLat += ((wave(y, 1) * 20 + wave(y, 3) * 40) * 2) / 3 + ((wave(y, 12) * 160 + wave(y, 30) * 320) * 2) / 3;
  let dLng = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + common;
  dLng += ((wave(x, 1) * 20 + wave(x, 3) * 40) * 2) / 3 + ((wave(x, 12) * 150 + wave(x, 30) * 300) * 2) / 3;
  const phi = (lat * Math.PI) / 180;
  const magic = 1 - EE * Math.sin(phi) ** 2;
  const root = Math.sqrt(magic);
  return [
    lng + (dLng * 180) / ((A / root) * Math.cos(phi) * Math.PI),
    lat + (dLat * 180) / (((A * (1 - EE)) / (magic * root)) * Math.PI),
  ];
}

// The way back, for what was pointed at on such a map: two steps of correction leave less than a millimetre.
export function fromGcj02(lng, lat) {
  let [x, y] = [lng, lat];
  for (let step = 0; step < 3; step += 1) {
    const [shiftedX, shiftedY] = toGcj02(x, y);
    [x, y] = [x - (shiftedX - lng), y - (shiftedY - lat)];
  }
  return [x, y];
}
