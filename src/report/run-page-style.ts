/** The style sheet of a run's page: light and dark, no fonts from elsewhere. */
export const STYLE = `
:root { color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif; }
body { margin: 2em auto; max-width: 75em; padding: 0 1em; }
h1 span { text-transform: capitalize; }
.passed { color: #1a7f37; } .failed { color: #cf222e; } .running, .interrupted { color: #9a6700; }
th { text-align: left; padding-right: 1em; font-weight: normal; opacity: .7; }
small { opacity: .7; }
pre { overflow: auto; white-space: pre-wrap; padding: .7em; border: 1px solid #8886; border-radius: 6px; }
img { max-width: 100%; image-rendering: pixelated; border: 1px solid #8886; }
img.small { max-width: 16em; }
.pictures { display: flex; flex-wrap: wrap; gap: 1em; }
figure { margin: .3em 0; } figcaption { opacity: .7; text-align: center; }
li { margin: .5em 0; }
`;
