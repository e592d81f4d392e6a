// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/ctl/watch_table.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/control/commands.h"
#include "core/printable.h"
#include "daemon/ctl/typed_value.h"

namespace aeolian::ctl {
namespace {

constexpr float lowest_db = -60.f;  // lowest level that the meter shows
constexpr std::size_t meter_width = 48;

float number(const osc::Argument& value) {
  const auto* real = std::get_if<float>(&value);
  const auto* whole = std::get_if<std::int32_t>(&value);
  return real ? *real : whole ? static_cast<float>(*whole) : 0.f;
}

/** The part of the meter up to `db`, in `steps`. */
std::size_t height_of(float db, std::size_t steps) {
  const float part = std::clamp((db - lowest_db) / -lowest_db, 0.f, 1.f);
  return static_cast<std::size_t>(std::lround(part * static_cast<float>(steps)));
}

/** Of /status.reply: state, load_mean, load_peak, rate_nominal, rate_measured, underruns, uptime_s, model,
 * device. */
std::string status_of(std::span<const osc::Argument> values) {
  if (values.size() < 9) return printable(words_of(values));
  return printable(fmt::format("{}: {} to {}; load {:.0f} %, {} underruns", text_of(values[0]),
                               text_of(values[7]), text_of(values[8]), 100.f * number(values[1]),
                               text_of(values[5])));
}

std::string bands_of(std::span<const osc::Argument> levels) {
  constexpr std::array bars{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string text;
  for (const auto& level : levels) text += bars[height_of(number(level), bars.size() - 1)];
  return text;
}

}  // namespace

void WatchTable::take(std::string_view path, std::span<const osc::Argument> values) {
  if (path == status_reply_path) {
    status_ = status_of(values);
  } else if (path == command_spec(CommandId::level).path && values.size() >= levels_db_.size()) {
    levels_db_.resize(values.size());
    std::ranges::transform(values, levels_db_.begin(), number);
  } else if (path == command_spec(CommandId::spectrum).path) {
    spectrum_ = bands_of(values);
  } else {
    const auto found = std::ranges::find(values_, path, &std::pair<std::string, std::string>::first);
    auto& row = found == values_.end() ? values_.emplace_back(printable(path), "") : *found;
    row.second = printable(words_of(values));
  }
}

std::string WatchTable::meter(std::string_view name, float peak_db, float rms_db) const {
  const auto rms = height_of(rms_db, meter_width), peak = std::max(rms, height_of(peak_db, meter_width));
  std::string bar;
  for (std::size_t i = 0; i < meter_width; ++i) bar += i < rms ? "█" : i < peak ? "▒" : "·";
  const auto colour = peak_db > -1.f ? 31 : peak_db > -9.f ? 33 : 32;
  if (has_colour_) bar = fmt::format("\x1b[{}m{}\x1b[0m", colour, bar);
  return fmt::format("{} {} {:6.1f} dB, mean {:6.1f}", name, bar, peak_db, rms_db);
}

std::vector<std::string> WatchTable::lines() const {
  std::vector<std::string> all{status_, meter("L", levels_db_[2], levels_db_[3]),
                               meter("R", levels_db_[4], levels_db_[5])};
  for (std::size_t i = 6; i + 1 < levels_db_.size(); i += 2)
    all.push_back(meter(std::to_string(i / 2), levels_db_[i], levels_db_[i + 1]));
  all.push_back(spectrum_);
  std::size_t widest = 0;
  for (const auto& [path, text] : values_) widest = std::max(widest, path.size());
  for (const auto& [path, text] : values_) all.push_back(fmt::format("{:<{}}  {}", path, widest, text));
  return all;
}

std::string WatchTable::drawn(std::size_t height) {
  auto all = lines();
  all.resize(std::min(all.size(), std::max<std::size_t>(height, 1)));
  // Without a cursor, and without wrapping long lines.
  std::string text = "\x1b[?25l\x1b[?7l\r";
  if (drawn_ > 1) text += fmt::format("\x1b[{}A", drawn_ - 1);
  for (std::size_t i = 0; i < all.size(); ++i) text += (i == 0 ? "" : "\r\n") + all[i] + "\x1b[K";
  drawn_ = all.size();
  return text + "\x1b[J";
}

std::string WatchTable::end() {
  return "\x1b[?7h\x1b[?25h\r\n";
}

}  // namespace aeolian::ctl
