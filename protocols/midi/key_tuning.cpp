// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/key_tuning.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "core/atomic_file.h"
#include "core/parse_number.h"
#include "core/printable.h"

namespace aeolian::midi {
namespace {

constexpr int middle_c = 60;
constexpr std::string_view blanks = " \t\r";

/** Takes the text before the next of `ends` off `rest`. */
std::string_view take_until(std::string_view& rest, std::string_view ends) {
  const auto end = rest.find_first_of(ends);
  const auto taken = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return taken;
}

/** The first word of a line, which may be indented. */
std::string_view first_word(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  return take_until(line, blanks);
}

/** Semitones of a pitch: cents if it has a point, otherwise a ratio. */
std::optional<double> semitones_of(std::string_view pitch) {
  constexpr double widest = 240;  // semitones, twenty octaves
  std::optional<double> semitones;
  if (pitch.find('.') != std::string_view::npos) {
    if (const auto cents = parse_number<double>(pitch)) semitones = *cents / 100;
  } else {
    auto rest = pitch;
    const auto above = parse_number<int>(take_until(rest, "/"));
    const auto below = pitch.find('/') == std::string_view::npos ? 1 : parse_number<int>(rest).value_or(0);
    if (above && *above > 0 && below > 0) semitones = 12 * std::log2(static_cast<double>(*above) / below);
  }
  if (semitones && std::abs(*semitones) <= widest) return semitones;
  return std::nullopt;
}

/** The lines of a Scala file other than comments, with their positions. */
class ScalaLines {
 public:
  ScalaLines(std::string_view text, std::string_view name) : rest_(text), name_(name) {}

  /** Returns the next line; nothing at the end of the file. */
  std::optional<std::string_view> next() {
    while (!rest_.empty()) {
      ++line_;
      const auto line = take_until(rest_, "\n");
      if (!line.starts_with('!')) return line;
    }
    return std::nullopt;
  }

  tl::unexpected<Error> fault(const std::string& what) const {
    return fail(std::string(name_) + ":" + std::to_string(line_) + ": " + what);
  }

 private:
  std::string_view rest_, name_;
  int line_ = 0;
};

}  // namespace

ErrorOr<KeyScale> parse_key_scale(std::string_view text) {
  KeyScale scale;
  while (!text.empty()) {
    const auto word = take_until(text, " ,");
    if (word.empty()) continue;
    const auto key = parse_number<int>(word);
    if (!key || *key < 0 || std::cmp_greater_equal(*key, scale.size()))
      return fail(in_quotes(word) + " is not a key of an octave: 0 (C) to 11 (B), as in \"0 2 3 5 7 9 10\"");
    scale.set(static_cast<std::size_t>(*key));
  }
  return scale.none() ? scale.set() : scale;
}

std::string key_scale_text(const KeyScale& scale) {
  std::string text;
  for (std::size_t key = 0; key < scale.size() && !scale.all(); ++key)
    if (scale.test(key)) text += (text.empty() ? "" : " ") + std::to_string(key);
  return text;
}

ErrorOr<KeyTuning> KeyTuning::from_scala(std::string_view text, std::string_view name) {
  ScalaLines lines(text, name);
  lines.next();  // the description
  const auto count_line = lines.next();
  if (!count_line) return lines.fault("a description and the number of notes are missing");
  const auto count = parse_number<int>(first_word(*count_line));
  if (!count || *count < 1)
    return lines.fault(in_quotes(first_word(*count_line)) + " is not a number of notes, 1 or more");
  KeyTuning tuning;
  tuning.steps_.clear();
  for (int note = 1; note <= *count; ++note) {
    const auto line = lines.next();
    if (!line)
      return lines.fault("the file ends after " + std::to_string(note - 1) + " of " + std::to_string(*count) +
                         " notes");
    const auto pitch = first_word(*line);
    const auto semitones = semitones_of(pitch);
    if (!semitones)
      return lines.fault(
          in_quotes(pitch) +
          " is not a pitch: write cents with a point, such as 701.955, or a ratio, such as 3/2");
    tuning.steps_.push_back(*semitones);
  }
  return tuning;
}

ErrorOr<KeyTuning> KeyTuning::read(const std::filesystem::path& scala_file) {
  const auto text = read_whole_file(scala_file, max_scala_size);
  if (!text) return fail(scala_file.string() + ": " + text.error().message);
  return from_scala(*text, scala_file.string());
}

void KeyTuning::keep_to(const KeyScale& scale) {
  scale_ = scale.none() ? KeyScale().set() : scale;
}

double KeyTuning::semitones(int key) const {
  const auto octave = static_cast<int>(scale_.size());
  while (!scale_.test(static_cast<std::size_t>((key + octave) % octave))) --key;
  const auto period = static_cast<int>(steps_.size());
  const int step = key - middle_c, within = (step % period + period) % period;
  const double above = within == 0 ? 0. : steps_[static_cast<std::size_t>(within - 1)];
  const int periods = (step - within) / period;
  return periods * steps_.back() + above;
}

}  // namespace aeolian::midi
