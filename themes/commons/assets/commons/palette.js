// Apply the colours the reader chose before, while the page is still being drawn, so that it does not flash.
{
  const followSystem = "(prefers-color-scheme)";
  const palette = window.__md_get("__palette");
  if (palette?.color) {
    const color = { ...palette.color };
    if (color.media === followSystem) {
      const scheme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
      const option = document.querySelector(`[data-md-color-media='(prefers-color-scheme: ${scheme})']`);
      for (const key of ["media", "scheme", "primary", "accent"]) {
        color[key] = option.getAttribute(`data-md-color-${key}`);
      }
    }
    for (const [key, value] of Object.entries(color)) {
      document.body.setAttribute(`data-md-color-${key}`, value);
    }
  }
}
