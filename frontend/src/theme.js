// The map's colours in the app's two themes. Stage colours come with the words, from sites/stages.py.
const LIGHT = {
  name: "light",
  ground: "#f4f3ef",
  district: "#f4f3ef",
  beyond: "#eceae4",
  water: "#dce5ea",
  waterInk: "#7d95a1",
  road: "#ffffff",
  hill: "#e6eadf",
  boundary: "#c9c4b9",
  ink: "#23262b",
  faint: "#6a6a67",
  distant: "#a5a29b",
  halo: "#f8f7f4",
  panel: "#ffffff",
  plot: "#fbfaf7",
  plotLine: "#a9a59b",
  outline: "#2b2b2b",
  accent: "#1f5fa8",
  late: "#c1121f",
};
const DARK = {
  name: "dark",
  ground: "#14181f",
  district: "#171c24",
  beyond: "#10141a",
  water: "#1d2b38",
  waterInk: "#6f8ba0",
  road: "#262d38",
  hill: "#1b241f",
  boundary: "#3a4350",
  ink: "#f0f1f4",
  faint: "#a3aab5",
  distant: "#5d6673",
  halo: "#14181f",
  panel: "#1b2129",
  plot: "#1c222b",
  plotLine: "#566070",
  outline: "#0b0d11",
  accent: "#7db4f5",
  late: "#ff5a52",
};
// The last before the system's own is ours (faces.css): fetched, a slice at a time, only where the machine has none of these.
export const FONT =
  '"Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","Noto Sans SC Variable",system-ui,sans-serif';

export const font = (size, weight = 400) => `${weight} ${size}px ${FONT}`;

// Streamlit hands its theme to the frame as CSS variables; its ground tells light from dark.
export function currentTheme() {
  const background = getComputedStyle(document.documentElement).getPropertyValue("--background-color").trim();
  return background && luminance(background) < 0.3 ? DARK : LIGHT;
}

export function luminance(colour) {
  const hex = colour.replace("#", "");
  if (!/^[0-9a-f]{6}/i.test(hex)) {
    const [r, g, b] = (colour.match(/[\d.]+/g) || [255, 255, 255]).map(Number);
    return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
  }
  const [r, g, b] = [0, 2, 4].map((i) => {
    const v = parseInt(hex.slice(i, i + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// Black or white, whichever stands out more on the colour.
export const inkOn = (colour) => (luminance(colour) > 0.19 ? "#15181d" : "#ffffff");
