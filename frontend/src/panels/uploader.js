// Nothing to draw: Streamlit's place for files has words of its own, in English only; ours stand over them (uploader.css).
export default function uploader({ data }) {
  for (const [name, text] of Object.entries(data)) document.documentElement.style.setProperty(`--onemap-upload-${name}`, JSON.stringify(text));
}
