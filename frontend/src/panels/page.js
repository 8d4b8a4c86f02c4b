// Nothing to draw: this panel carries the page's spacing (page.css), for which the theme has no option.
export default function page() {}
