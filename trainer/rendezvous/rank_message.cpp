// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/rendezvous/rank_message.h"

#include <bit>
#include <utility>

namespace aeolian::trainer {

namespace {

static_assert(std::endian::native == std::endian::little, "numbers travel as they lie in memory");

constexpr std::uint64_t most_facts = 64;

/** Appends fields to bytes: numbers in 8 bytes, texts preceded by their length. */
class FieldWriter {
 public:
  template <class... Fields>
  void operator()(Fields&... fields) {
    (write(fields), ...);
  }
  std::string take() { return std::move(bytes_); }

  void write(std::int64_t number) { write_number(number); }
  void write(double number) { write_number(number); }
  void write(bool flag) { write_number<std::int64_t>(flag); }
  void write(const std::string& text) {
    write_number<std::uint64_t>(text.size());
    bytes_ += text;
  }
  void write(std::vector<RankFact>& facts) {
    write_number<std::uint64_t>(facts.size());
    for (auto& fact : facts) fact.visit(*this);
  }

 private:
  template <class Number>
  void write_number(Number number) {
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof number);
  }

  std::string bytes_;
};

/** Reads fields back; `is_good` stays false after the first missing field. */
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : rest_(bytes) {}

  template <class... Fields>
  void operator()(Fields&... fields) {
    (read(fields), ...);
  }
  bool is_complete() const { return is_good_ && rest_.empty(); }

  void read(std::int64_t& number) { number = read_number<std::int64_t>(); }
  void read(double& number) { number = read_number<double>(); }
  void read(bool& flag) { flag = read_number<std::int64_t>() != 0; }
  void read(std::string& text) { text = read_bytes(read_number<std::uint64_t>()); }
  void read(std::vector<RankFact>& facts) {
    const auto count = read_number<std::uint64_t>();
    is_good_ = is_good_ && count <= most_facts;
    facts.resize(is_good_ ? count : 0);
    for (auto& fact : facts) fact.visit(*this);
  }

 private:
  std::string_view read_bytes(std::uint64_t count) {
    is_good_ = is_good_ && count <= rest_.size();
    if (!is_good_) return {};
    const auto bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }
  template <class Number>
  Number read_number() {
    Number number{};
    if (const auto bytes = read_bytes(sizeof number); is_good_)
      bytes.copy(reinterpret_cast<char*>(&number), sizeof number);
    return number;
  }

  std::string_view rest_;
  bool is_good_ = true;
};

template <std::size_t Kind>
std::optional<RankMessage> parse_kind(std::string_view fields) {
  std::variant_alternative_t<Kind, RankMessage> message;
  FieldReader reader(fields);
  message.visit(reader);
  if (!reader.is_complete()) return std::nullopt;
  return message;
}

template <std::size_t... Kinds>
std::optional<RankMessage> parse_any(std::size_t kind, std::string_view fields,
                                     std::index_sequence<Kinds...>) {
  std::optional<RankMessage> message;
  static_cast<void>(((kind == Kinds && (message = parse_kind<Kinds>(fields), true)) || ...));
  return message;
}

}  // namespace

std::string to_bytes(const RankMessage& message) {
  FieldWriter writer;
  std::visit([&](auto fields) { fields.visit(writer); },  // a copy, because the same visit() reads and writes
             message);
  return static_cast<char>(message.index()) + writer.take();
}

std::optional<RankMessage> parse_rank_message(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  return parse_any(static_cast<unsigned char>(bytes.front()), bytes.substr(1),
                   std::make_index_sequence<std::variant_size_v<RankMessage>>());
}

std::string disagreement(const std::vector<RankFact>& facts, const std::vector<RankFact>& of_rank_zero) {
  for (std::size_t i = 0; i < of_rank_zero.size(); ++i) {
    const RankFact& expected = of_rank_zero[i];
    if (i >= facts.size() || facts[i].what != expected.what)
      return "it runs another version of Aeolian than rank 0; install the same version everywhere";
    if (facts[i].value != expected.value)
      return "its " + expected.what + " is " + facts[i].value + ", but that of rank 0 is " + expected.value +
             "; " + expected.advice;
  }
  return {};
}

}  // namespace aeolian::trainer
