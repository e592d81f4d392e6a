// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/schedule_entry.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <span>
#include <sstream>
#include <utility>
#include <vector>

#include "core/control/parameters.h"
#include "core/control/spelling.h"
#include "core/parse_number.h"
#include "core/printable.h"

namespace aeolian {
namespace {

using namespace std::chrono;

constexpr year any_leap_year{2000};
constexpr std::array<std::string_view, 7> day_names{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};
constexpr std::size_t short_name = 3;  // letters
constexpr std::uint8_t monday_to_friday = 0b0111110, weekend = 0b1000001;

struct Word {
  std::string_view text;  ///< without quotes
  std::size_t column;
  bool quoted = false;
};

/** Thrown and caught within this file: the grammar is easier to read without a check after each word. */
struct Fault {
  std::size_t column;
  std::string message;
};

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

/** The column of byte `at`, in characters. */
std::size_t column_at(std::string_view line, std::size_t at) {
  const auto before = line.substr(0, at);
  const auto goes_on = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  return before.size() - static_cast<std::size_t>(std::ranges::count_if(before, goes_on)) + 1;
}

std::vector<Word> words_of(std::string_view line) {
  constexpr std::string_view blank = " \t";
  std::vector<Word> words;
  for (std::size_t at = line.find_first_not_of(blank); at < line.size();
       at = line.find_first_not_of(blank, at)) {
    const std::size_t column = column_at(line, at);
    if (line[at] == '"') {
      const std::size_t end = line.find('"', at + 1);
      if (end == line.npos) throw Fault{column, "this quote is not closed"};
      words.push_back({line.substr(at + 1, end - at - 1), column, true});
      at = end + 1;
    } else {
      const std::size_t end = std::min(line.find_first_of(" \t\"", at), line.size());
      words.push_back({line.substr(at, end - at), column});
      at = end;
    }
  }
  return words;
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  const auto number = parse_number<Number>(text);
  if constexpr (std::is_floating_point_v<Number>) {
    if (number && !std::isfinite(*number)) return {};
  }
  return number;
}

/** `text` split at each `mark`. */
std::vector<std::string_view> parts(std::string_view text, char mark) {
  std::vector<std::string_view> found;
  for (std::size_t at = 0;;) {
    const std::size_t end = text.find(mark, at);
    found.push_back(text.substr(at, end == text.npos ? end : end - at));
    if (end == text.npos) return found;
    at = end + 1;
  }
}

/** The weekday named by `text`, in full or by its first three letters; 0 = Sunday. */
std::optional<unsigned> day_named(std::string_view text) {
  for (unsigned day = 0; day < day_names.size(); ++day) {
    if (text == day_names[day] || text == day_names[day].substr(0, short_name)) return day;
  }
  return {};
}

/** The value of `text` if it consists of 1 to `most` digits. */
std::optional<unsigned> digits(std::string_view text, std::size_t most) {
  if (text.size() > most || !std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c); })) {
    return {};
  }
  return number_in<unsigned>(text);
}

bool begins_with_digit(std::string_view text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front()));
}

bool looks_like_clock(const Word& word) {
  return !word.quoted && begins_with_digit(word.text) && word.text.find(':') != word.text.npos;
}

bool looks_like_date(const Word& word) {
  return !word.quoted && begins_with_digit(word.text) && word.text.find(':') == word.text.npos;
}

/** Reads one line word by word. */
class LineReader {
 public:
  explicit LineReader(std::string_view line) : words_(words_of(line)), end_(column_at(line, line.size())) {}

  ScheduleEntry read() {
    ScheduleEntry entry;
    const bool has_days = read_days(entry.days);
    if (!at_end() && looks_like_clock(word())) read_times(entry);
    read_action(entry, has_days);
    if (!at_end())
      throw Fault{word().column, "nothing more was expected, but there is " + quoted(word().text)};
    return entry;
  }

 private:
  bool at_end() const { return next_ == words_.size(); }
  const Word& word() const { return words_[next_]; }
  bool is(std::string_view text) const { return !at_end() && !word().quoted && word().text == text; }

  const Word& take(std::string_view expected) {
    if (at_end()) throw Fault{end_, "expected " + std::string(expected)};
    return words_[next_++];
  }

  /** Skips `text`, or throws a Fault. */
  void take_word(const std::string& text) {
    const Word& taken = take(text);
    if (taken.quoted || taken.text != text) {
      throw Fault{taken.column, "expected " + text + ", not " + quoted(taken.text)};
    }
  }

  bool read_days(ScheduleDays& days) {
    if (at_end() || word().quoted) return false;
    if (looks_like_date(word())) {
      read_dates(days);
      return true;
    }
    const std::string_view text = word().text;
    if (text == "daily" || text == "weekdays" || text == "weekends") {
      days.kind = text == "daily" ? ScheduleDays::Kind::all : ScheduleDays::Kind::weekdays;
      days.weekdays = text == "daily" ? 0 : text == "weekdays" ? monday_to_friday : weekend;
      ++next_;
      return true;
    }
    if (!day_named(parts(parts(text, ',').front(), '-').front())) return false;
    days.kind = ScheduleDays::Kind::weekdays;
    for (const auto range : parts(text, ',')) days.weekdays |= weekdays_of(range);
    ++next_;
    return true;
  }

  std::uint8_t weekdays_of(std::string_view range) const {
    const auto ends = parts(range, '-');
    if (ends.size() > 2) {
      throw Fault{column_within(word(), range), quoted(range) + " is not a range of days, such as mon-fri"};
    }
    const unsigned first = weekday_of(ends.front()), last = weekday_of(ends.back());
    std::uint8_t days = 0;
    for (unsigned day = first;; day = (day + 1) % 7) {
      days = static_cast<std::uint8_t>(days | 1u << day);
      if (day == last) return days;
    }
  }

  unsigned weekday_of(std::string_view text) const {
    if (const auto day = day_named(text)) return *day;
    throw Fault{column_within(word(), text),
                quoted(text) + " is not a day of the week: " + suggestion(text, days_of_the_week())};
  }

  static std::vector<std::string> days_of_the_week() {
    std::vector<std::string> names;
    for (const auto day : day_names) names.emplace_back(day.substr(0, short_name));
    names.insert(names.end(), day_names.begin(), day_names.end());
    return names;
  }

  /** The column of `part`, a substring of `word`. */
  static std::size_t column_within(const Word& word, std::string_view part) {
    return word.column + static_cast<std::size_t>(part.data() - word.text.data());
  }

  void read_dates(ScheduleDays& days) {
    const Word& first = take("a date");
    days.kind = ScheduleDays::Kind::dates;
    days.first = date_of(first, days.kind);
    days.last = days.first;
    if (!is("to")) return;
    ++next_;
    const Word& last = take("a date, such as 2026-12-24 or 12-24");
    ScheduleDays::Kind kind{};
    days.last = date_of(last, kind);
    if (kind != days.kind) throw Fault{last.column, "expected both dates with a year or both without one"};
    if (kind == ScheduleDays::Kind::dates && local_days(days.last) < local_days(days.first)) {
      throw Fault{last.column, quoted(last.text) + " is before " + quoted(first.text)};
    }
  }

  static year_month_day date_of(const Word& word, ScheduleDays::Kind& kind) {
    const auto numbers = parts(word.text, '-');
    const Fault wrong{word.column,
                      quoted(word.text) + " is not a date: expected 2026-12-24, or 12-24 for every year"};
    if (numbers.size() < 2 || numbers.size() > 3) throw wrong;
    std::array<unsigned, 3> values{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const auto value = digits(numbers[i], i == 0 && numbers.size() == 3 ? 4 : 2);
      if (!value) throw wrong;
      values[i] = *value;
    }
    const bool has_year = numbers.size() == 3;
    kind = has_year ? ScheduleDays::Kind::dates : ScheduleDays::Kind::yearly;
    const year_month_day date{has_year ? year(static_cast<int>(values[0])) : any_leap_year,
                              month(values[has_year ? 1 : 0]), day(values[has_year ? 2 : 1])};
    if (has_year && date.year() < year(1970)) throw wrong;
    if (!date.ok()) throw Fault{word.column, "there is no day " + quoted(word.text)};
    return date;
  }

  void read_times(ScheduleEntry& entry) {
    const Word& times = take("a time");
    const auto ends = parts(times.text, '-');
    if (ends.size() > 2)
      throw Fault{times.column, quoted(times.text) + " are not times: expected 09:00-18:00"};
    entry.begin = time_of(ends.front(), times, hours(24) - 1s);
    if (ends.size() == 1) return;
    entry.end = time_of(ends.back(), times, hours(24));
    if (*entry.end == *entry.begin) {
      throw Fault{times.column, quoted(times.text) + " is empty; a whole day is 00:00-24:00"};
    }
  }

  static seconds time_of(std::string_view text, const Word& word, seconds latest) {
    const auto numbers = parts(text, ':');
    seconds time{0};
    bool right = numbers.size() == 2 || numbers.size() == 3;
    for (std::size_t i = 0; right && i < numbers.size(); ++i) {
      const auto number = digits(numbers[i], 2);
      right = number && (i == 0 || *number < 60) && (i == 0 || numbers[i].size() == 2);
      if (right) time = time * 60 + seconds(*number);
    }
    if (right && numbers.size() == 2) time *= 60;
    if (!right || time > latest) {
      throw Fault{column_within(word, text),
                  quoted(text) + " is not a time of day: expected 09:00 or 21:30:15"};
    }
    return time;
  }

  void read_action(ScheduleEntry& entry, bool has_days) {
    if (is("closed")) return read_closed(entry, has_days);
    if (is("preset")) return read_preset(entry);
    if (is("moment")) return read_moment(entry);
    if (is("walk") || is("round")) return read_walk(entry);
    if (at_end() && entry.begin && !entry.end)
      throw Fault{end_, "expected preset NAME or moment NAME; opening hours are written 09:00-18:00"};
    if (entry.end && (at_end() || is("fade"))) return read_fade(entry);
    complain_of_action(entry, has_days);
  }

  [[noreturn]] void complain_of_action(const ScheduleEntry& entry, bool has_days) const {
    std::vector<std::string> words;
    if (entry.end)
      words = {"fade", "walk", "round"};
    else if (entry.begin)
      words = {"preset", "moment"};
    else if (has_days)
      words = {"closed", "walk", "round"};
    else
      words = {"walk", "round", "daily", "weekdays", "weekends"};
    std::string expected = entry.begin ? "" : "a time such as 09:00 or 09:00-18:00, ";
    if (!has_days && !entry.begin) expected = "days such as mon-fri or 12-25, " + expected;
    for (std::size_t i = 0; i < words.size(); ++i) {
      expected += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
    }
    if (at_end()) throw Fault{end_, "expected " + expected};
    if (!has_days && !entry.begin) words.insert(words.end(), day_names.begin(), day_names.end());
    const std::string near = suggestion(word().text, words);
    throw Fault{word().column, "expected " + expected + ", not " + quoted(word().text) +
                                   (near.starts_with("did") ? "; " + near : "")};
  }

  void read_closed(ScheduleEntry& entry, bool has_days) {
    if (!has_days || entry.begin) {
      throw Fault{word().column, "closed applies to whole days, as in 'mon closed' or '12-25 closed'"};
    }
    ++next_;
    entry.action = ScheduleEntry::Action::closed;
  }

  void read_fade(ScheduleEntry& entry) {
    entry.action = ScheduleEntry::Action::play;
    if (!is("fade")) return;
    ++next_;
    entry.glide_s = glide();
  }

  void read_preset(ScheduleEntry& entry) {
    if (!entry.begin || entry.end) {
      throw Fault{word().column, "a preset is loaded at one time of day, as in '21:30 preset Night over 60'"};
    }
    ++next_;
    entry.action = ScheduleEntry::Action::preset;
    read_name(entry, "the name of a preset");
    if (at_end()) return;
    take_word("over");
    entry.glide_s = glide();
  }

  void read_moment(ScheduleEntry& entry) {
    if (!entry.begin || entry.end)
      throw Fault{word().column, "a moment is loaded at one time of day, as in '21:30 moment Dawn'"};
    ++next_;
    entry.action = ScheduleEntry::Action::moment;
    read_name(entry, "the name of a moment");
  }

  void read_name(ScheduleEntry& entry, const std::string& expected) {
    const Word& name = take(expected);
    if (name.text.empty()) throw Fault{name.column, "expected " + expected};
    entry.name = name.text;
  }

  void read_walk(ScheduleEntry& entry) {
    if (entry.begin && !entry.end) {
      throw Fault{word().column, "a walk takes hours, as in '09:00-18:00 walk ...', or no time"};
    }
    entry.action = ScheduleEntry::Action::walk;
    entry.walk.in_turn = word().text == "round";
    ++next_;
    const ParameterSpec& spec = walked_parameter();
    entry.walk.parameter = spec.id;
    while (!is("every")) read_point(spec, entry.walk);
    if (entry.walk.points() < 2) throw Fault{word().column, "expected one more point before every"};
    ++next_;
    const std::size_t column = at_end() ? end_ : word().column;
    const double every_s = time();
    const double shortest = duration<double>(RandomWalk::shortest).count(),
                 longest = duration<double>(RandomWalk::longest).count();
    if (every_s < shortest || every_s > longest) throw Fault{column, "the TIME of a walk is 5 s to 168 h"};
    entry.walk.every = round<milliseconds>(duration<double>(every_s));
    if (!entry.walk.in_turn && is("seed")) {
      ++next_;
      const Word& seed = take("a whole number");
      const auto number = number_in<std::uint64_t>(seed.text);
      if (!number) throw Fault{seed.column, "expected a whole number from 0, not " + quoted(seed.text)};
      entry.walk.seed = *number;
    }
  }

  const ParameterSpec& walked_parameter() {
    const Word& path = take("a path, such as /temperature");
    std::vector<std::string> paths;
    for (const auto& spec : parameter_specs()) {
      if (spec.type != ParameterType::number && spec.type != ParameterType::encoding) continue;
      if (path.text == spec.path) return spec;
      paths.emplace_back(spec.path);
    }
    throw Fault{path.column,
                "expected a path, not " + quoted(path.text) + "; " + suggestion(path.text, paths)};
  }

  void read_point(const ParameterSpec& spec, RandomWalk& walk) {
    if (walk.points() == RandomWalk::most_points)
      throw Fault{word_or_end(), "there are more than 32 points, or no every"};
    const bool is_number = spec.type == ParameterType::number;
    const Word& point =
        take(is_number ? "a number, or every TIME" : "the name of an encoding, or every TIME");
    if (!is_number) {
      if (point.text.empty()) throw Fault{point.column, "expected the name of an encoding"};
      walk.names.emplace_back(point.text);
      return;
    }
    const auto number = number_in<double>(point.text);
    if (!number) throw Fault{point.column, "expected a number, or every TIME, not " + quoted(point.text)};
    if (*number < spec.minimum || *number > spec.maximum) {
      std::ostringstream range;
      range << spec.path << " goes from " << spec.minimum << " to " << spec.maximum;
      throw Fault{point.column, quoted(point.text) + " is out of range: " + range.str()};
    }
    walk.numbers.push_back(*number);
  }

  std::size_t word_or_end() const { return at_end() ? end_ : word().column; }

  double glide() {
    const std::size_t column = word_or_end();
    const double seconds = time();
    if (seconds > longest_glide_s)
      throw Fault{column, "a fade or glide takes 60 s at most; use a walk for longer"};
    return seconds;
  }

  /** A duration in seconds: a number, and its unit in the same word or the next; without a unit, seconds. */
  double time() {
    const Word& taken = take("a time such as 30 s, 20 min or 2 h");
    const std::size_t unit_at = std::min(taken.text.find_first_not_of("0123456789."), taken.text.size());
    const auto number = number_in<double>(taken.text.substr(0, unit_at));
    if (!number || taken.quoted) {
      throw Fault{taken.column, "expected a time such as 30 s, 20 min or 2 h, not " + quoted(taken.text)};
    }
    const std::string_view unit = taken.text.substr(unit_at);
    if (!unit.empty()) return *number * seconds_of(unit, taken.column);
    const bool unit_follows = !at_end() && !word().quoted && !is("seed");
    if (!unit_follows) return *number;
    const Word& next = words_[next_++];
    return *number * seconds_of(next.text, next.column);
  }

  static double seconds_of(std::string_view unit, std::size_t column) {
    static const std::vector<std::pair<std::string, double>> units{
        {"s", 1.},        {"second", 1.}, {"seconds", 1.}, {"min", 60.},    {"minute", 60.},
        {"minutes", 60.}, {"h", 3600.},   {"hour", 3600.}, {"hours", 3600.}};
    const auto found = std::ranges::find(units, unit, &std::pair<std::string, double>::first);
    if (found == units.end()) throw Fault{column, "expected s, min or h, not " + quoted(unit)};
    return found->second;
  }

  const std::vector<Word> words_;
  const std::size_t end_;
  std::size_t next_ = 0;
};

/** Length in bytes of the UTF-8 character (RFC 3629) at the start of `text`; 0 = invalid. */
std::size_t utf8_length(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                             : (lead & 0xF0) == 0xE0       ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool too_long = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool no_character = (lead == 0xED && byte(1) >= 0xA0) || (lead == 0xF4 && byte(1) >= 0x90);
  return too_long || no_character ? 0 : length;
}

/** The position of the first byte that is not text, or the end. */
std::size_t end_of_text(std::string_view line) {
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t length = utf8_length(line.substr(at));
    const auto byte = static_cast<unsigned char>(line[at]);
    if (length == 0 || (byte < ' ' && byte != '\t')) return at;
    at += length;
  }
  return line.size();
}

bool in_year(const ScheduleDays& days, year_month_day date) {
  const auto in_leap_year = [](year_month_day day) { return any_leap_year / day.month() / day.day(); };
  const sys_days day = in_leap_year(date), first = in_leap_year(days.first), last = in_leap_year(days.last);
  return first <= last ? first <= day && day <= last : first <= day || day <= last;
}

}  // namespace

bool ScheduleDays::contain(local_days day) const {
  switch (kind) {
    case Kind::all:
      return true;
    case Kind::weekdays:
      return weekdays >> weekday(day).c_encoding() & 1;
    case Kind::yearly:
      return in_year(*this, year_month_day(day));
    case Kind::dates:
      return local_days(first) <= day && day <= local_days(last);
  }
  return false;
}

tl::expected<ScheduleEntry, ScheduleFault> parse_schedule_entry(std::string_view line) {
  if (line.size() > ScheduleEntry::longest_line) {
    return tl::unexpected<ScheduleFault>(
        ScheduleFault{ScheduleEntry::longest_line + 1, "the line is too long"});
  }
  if (const std::size_t at = end_of_text(line); at < line.size()) {
    return tl::unexpected<ScheduleFault>(ScheduleFault{column_at(line, at), "a character that is not text"});
  }
  try {
    ScheduleEntry entry = LineReader(line).read();
    entry.text = line;
    return entry;
  } catch (const Fault& fault) {
    return tl::unexpected<ScheduleFault>(ScheduleFault{fault.column, fault.message});
  }
}

std::string in_words(const ScheduleFault& fault, std::string_view line) {
  return "at character " + std::to_string(fault.column) + " of " + in_quotes(line) + ": " + fault.message;
}

}  // namespace aeolian
