// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of sound, and players that move a line over them.
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
