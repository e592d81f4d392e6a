// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

/** The parts of the page that do not depend on what was measured. */
namespace aeolian::page_text {

inline constexpr std::string_view style = R"css(
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --card: #ffffff; --ink: #1d2326; --soft: #5d676c; --faint: #e4e2db;
  --good: #1c7a4d; --bad: #b3372c; --target: #d9ecdf; --real: #1d2326;
  --model-0: #0b6e8f; --model-1: #c8641b; --model-2: #7a4ca0; --model-3: #8a8f1d; --model-4: #b53a6b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181a; --card: #1b2124; --ink: #e8e6e0; --soft: #9aa5a9; --faint: #30383c;
    --good: #63c793; --bad: #f08a7c; --target: #23382d; --real: #e8e6e0;
    --model-0: #5bbfdd; --model-1: #f2a25f; --model-2: #bb93dd; --model-3: #cfd35c; --model-4: #ee86ae;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 56px 28px 96px; }
h1, h2, h3 { font-family: "Iowan Old Style", "Palatino Linotype", Palatino, "Noto Serif", "DejaVu Serif", Georgia, serif;
  font-weight: 500; line-height: 1.15; text-wrap: balance; }
h1 { font-size: 46px; margin: 4px 0 14px; letter-spacing: -.01em; }
h2 { font-size: 28px; margin: 72px 0 6px; }
h3 { font-size: 19px; margin: 0; }
p { margin: 0 0 14px; max-width: 68ch; }
.eyebrow { color: var(--soft); letter-spacing: .09em; text-transform: uppercase; font-size: 12.5px; }
.lead, .note { color: var(--soft); }
.lead { font-size: 18px; }
.score { display: flex; flex-wrap: wrap; gap: 14px; margin: 26px 0 0; padding: 0; list-style: none; }
.score li { background: var(--card); border: 1px solid var(--faint); border-left: 4px solid var(--c); border-radius: 8px;
  padding: 12px 18px 11px; min-width: 190px; }
.score b { font-size: 25px; font-weight: 600; font-variant-numeric: tabular-nums; }
.score span { display: block; color: var(--soft); font-size: 14px; }
.model-0 { --c: var(--model-0); } .model-1 { --c: var(--model-1); } .model-2 { --c: var(--model-2); }
.model-3 { --c: var(--model-3); } .model-4 { --c: var(--model-4); } .real { --c: var(--real); }
.takes { display: grid; grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); gap: 18px; margin: 18px 0 0; }
.take { background: var(--card); border: 1px solid var(--faint); border-top: 3px solid var(--c); border-radius: 8px;
  padding: 14px 14px 12px; margin: 0; }
.take figcaption { display: flex; justify-content: space-between; align-items: baseline; margin-bottom: 9px; }
.take figcaption span { color: var(--soft); font-size: 13.5px; }
.picture { position: relative; cursor: pointer; border-radius: 4px; overflow: hidden; }
.picture canvas { display: block; width: 100%; height: 150px; }
.picture i { position: absolute; top: 0; bottom: 0; left: 0; width: 1.5px; background: var(--c); opacity: 0; }
.picture em { position: absolute; left: 5px; font: 10.5px/1 system-ui, sans-serif; font-style: normal; color: var(--ink);
  background: var(--card); opacity: .72; padding: 2px 4px; border-radius: 3px; transform: translateY(50%); pointer-events: none; }
audio { width: 100%; height: 34px; margin-top: 10px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; margin: 14px 0 0; }
th, td { text-align: left; padding: 11px 14px 10px 0; border-bottom: 1px solid var(--faint); vertical-align: top; }
th { font-weight: 600; font-size: 14px; color: var(--soft); white-space: nowrap; }
td { font-size: 15px; white-space: nowrap; }
td.what { white-space: normal; min-width: 290px; }
td.what small { display: block; color: var(--soft); font-size: 13.5px; line-height: 1.4; }
td small { color: var(--soft); }
.mark { font-weight: 600; }
.met { color: var(--good); } .missed { color: var(--bad); }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); gap: 18px; margin-top: 18px; }
.plot { background: var(--card); border: 1px solid var(--faint); border-radius: 8px; padding: 15px 16px 8px; margin: 0; }
.plot p { color: var(--soft); font-size: 13.5px; line-height: 1.4; margin: 3px 0 8px; min-height: 2.8em; }
.wide { grid-template-columns: repeat(auto-fill, minmax(480px, 1fr)); }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg .grid { stroke: var(--faint); stroke-width: 1; }
svg .tick { fill: var(--soft); font: 12px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
svg .line { fill: none; stroke: var(--c); stroke-width: 1.8; stroke-linejoin: round; }
svg .line.real { stroke-dasharray: 4 3; stroke-width: 1.5; }
svg .area { fill: var(--c); opacity: .12; }
svg .dot { fill: var(--c); opacity: .42; }
svg .mark { stroke: var(--c); stroke-width: 3; stroke-linecap: round; }
svg .target { fill: var(--target); }
.legend { display: flex; flex-wrap: wrap; gap: 6px 20px; color: var(--soft); font-size: 14px; margin: 14px 0 0; padding: 0; list-style: none; }
.legend i { display: inline-block; width: 20px; height: 0; border-top: 3px solid var(--c); margin-right: 8px; vertical-align: 4px; }
.legend .real i { border-top-style: dashed; border-top-width: 2px; }
.legend .band i { border: 0; height: 11px; background: var(--target); vertical-align: -1px; border-radius: 3px; }
footer { margin-top: 80px; padding-top: 22px; border-top: 1px solid var(--faint); color: var(--soft); font-size: 14.5px; }
footer p { max-width: 78ch; }
@media (max-width: 620px) { main { padding: 32px 16px 64px; } h1 { font-size: 34px; } .wide, .plots, .takes { grid-template-columns: 1fr; }
  th, td { padding-right: 10px; } th { white-space: normal; overflow-wrap: anywhere; }
  td.what { min-width: 0; width: 46vw; hyphens: auto; } td.what small { font-size: 12.5px; } }
@media print { audio { display: none; } .take, .plot { break-inside: avoid; } }
)css";

inline constexpr std::string_view script = R"js(
const dark = matchMedia('(prefers-color-scheme: dark)');
const ramps = {
  light: [[255,255,255],[214,232,233],[126,187,196],[38,120,146],[24,62,104],[22,20,48]],
  dark: [[20,24,27],[22,42,62],[30,88,118],[72,158,160],[228,178,96],[255,246,214]]
};
function colours(ramp) {
  const table = new Uint8ClampedArray(1024);
  for (let i = 0; i < 256; ++i) {
    const at = i / 255 * (ramp.length - 1), n = Math.min(ramp.length - 2, Math.floor(at)), part = at - n;
    for (let c = 0; c < 3; ++c) table[4 * i + c] = ramp[n][c] + part * (ramp[n + 1][c] - ramp[n][c]);
    table[4 * i + 3] = 255;
  }
  return table;
}
function draw(canvas) {
  const bands = +canvas.dataset.bands, text = atob(canvas.dataset.levels), frames = text.length / bands;
  const table = colours(dark.matches ? ramps.dark : ramps.light), image = new ImageData(frames, bands);
  for (let t = 0; t < frames; ++t)
    for (let b = 0; b < bands; ++b) {
      const from = 4 * text.charCodeAt(t * bands + b), to = 4 * ((bands - 1 - b) * frames + t);
      for (let c = 0; c < 4; ++c) image.data[to + c] = table[from + c];
    }
  canvas.width = frames;
  canvas.height = bands;
  canvas.getContext('2d').putImageData(image, 0, 0);
}
const canvases = document.querySelectorAll('canvas');
canvases.forEach(draw);
dark.addEventListener('change', () => canvases.forEach(draw));
document.querySelectorAll('.take').forEach(take => {
  const audio = take.querySelector('audio'), picture = take.querySelector('.picture'), head = picture.querySelector('i');
  const follow = () => {
    head.style.left = 100 * audio.currentTime / (audio.duration || 1) + '%';
    if (!audio.paused) requestAnimationFrame(follow);
  };
  audio.addEventListener('play', () => {
    document.querySelectorAll('audio').forEach(other => { if (other !== audio) other.pause(); });
    head.style.opacity = 1;
    follow();
  });
  audio.addEventListener('seeked', follow);
  picture.addEventListener('click', event => {
    const box = picture.getBoundingClientRect();
    audio.currentTime = (event.clientX - box.left) / box.width * (audio.duration || 0);
    audio.play();
  });
});
)js";

}  // namespace aeolian::page_text
