#include "protocols/oscquery/web_socket.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "protocols/oscquery/sha1.h"

namespace aeolian {
namespace {

namespace close_with = web_socket_close;

enum Opcode : unsigned { continuation = 0x0, text = 0x1, binary = 0x2, close = 0x8, ping = 0x9, pong = 0xa };

constexpr std::size_t longest_control = 125;  ///< payload of a control frame, bytes

tl::unexpected<WebSocketError> break_off(std::uint16_t code, std::string reason) {
  return tl::unexpected<WebSocketError>(WebSocketError{code, std::move(reason)});
}

/** `size` bytes at `at`, the most significant first. */
std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

std::string frame(Opcode opcode, std::string_view payload) {
  constexpr char last_fragment = '\x80';
  std::string bytes{static_cast<char>(last_fragment | static_cast<char>(opcode))};
  const auto append = [&bytes](std::uint64_t number, int size) {
    while (size-- > 0) bytes += static_cast<char>(number >> (8 * size));
  };
  if (payload.size() <= longest_control) {
    append(payload.size(), 1);
  } else if (payload.size() <= 0xffff) {
    append(126, 1);
    append(payload.size(), 2);
  } else {
    append(127, 1);
    append(payload.size(), 8);
  }
  return bytes.append(payload);
}

/** Codes that may be sent (RFC 6455, 7.4, and the registry of IANA). */
bool may_be_sent(std::uint64_t code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

tl::expected<WebSocketEvent, WebSocketError> read_close(std::string_view payload) {
  WebSocketEvent event{WebSocketEvent::Kind::close, {}, 0};
  if (payload.empty()) return event;
  const auto code = payload.size() < 2 ? 0 : big_endian(payload, 0, 2);
  if (!may_be_sent(code)) return break_off(close_with::protocol_error, "no code to close with");
  event.code = static_cast<std::uint16_t>(code);
  event.bytes = payload.substr(2);
  if (!is_utf8(event.bytes)) return break_off(close_with::not_utf8, "the reason is not UTF-8");
  return event;
}

std::string base64(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string encoded;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t three = 0;
    for (std::size_t j = 0; j < 3; ++j) three = three << 8 | (j < have ? bytes[i + j] : 0u);
    for (std::size_t j = 0; j < 4; ++j) encoded += j <= have ? digits[three >> (18 - 6 * j) & 63] : '=';
  }
  return encoded;
}

/** Sixteen bytes in base 64. */
bool is_key(std::string_view key) {
  const auto is_digit = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' || c == '/';
  };
  return key.size() == 24 && key.ends_with("==") && std::ranges::all_of(key.substr(0, 22), is_digit);
}

/** Of the subprotocols that the client offers the first that is ours; empty = none. */
std::string_view subprotocol_for(const HttpRequest& request) {
  constexpr std::array<std::string_view, 2> ours{"oscquery", "osc"};
  const auto offered = request.elements("sec-websocket-protocol");
  const auto found = std::ranges::find_first_of(ours, offered);
  return found == ours.end() ? std::string_view{} : *found;
}

}  // namespace

struct WebSocketReader::Frame {
  bool is_last;
  unsigned reserved;  ///< bits
  unsigned opcode;
  bool is_masked;
  std::uint64_t size;  ///< of the payload
  std::string payload = {};

  bool is_control() const { return (opcode & 0x8) != 0; }
};

std::optional<WebSocketError> WebSocketReader::fault_of(const Frame& frame) const {
  const auto broken = [](std::string text) {
    return WebSocketError{close_with::protocol_error, std::move(text)};
  };
  const bool known = frame.opcode <= binary || (frame.opcode >= close && frame.opcode <= pong);
  if (frame.reserved != 0 || !known) return broken("a reserved bit or opcode");
  if (!frame.is_masked) return broken("a frame without a mask");
  if (frame.is_control()) {
    if (!frame.is_last || frame.size > longest_control)
      return broken("a control frame is long or fragmented");
    return {};
  }
  if ((frame.opcode == continuation) != in_message_) return broken("a fragment out of turn");
  if (frame.size > max_message_size_ - message_.size()) {
    return WebSocketError{close_with::too_big,
                          "a message may have " + std::to_string(max_message_size_) + " bytes"};
  }
  return {};
}

void WebSocketReader::push(std::string_view bytes) {
  input_.erase(0, std::exchange(taken_, 0));
  input_.append(bytes);
}

tl::expected<std::optional<WebSocketReader::Frame>, WebSocketError> WebSocketReader::take_frame() {
  constexpr std::size_t shortest_head = 2, mask_size = 4;
  const auto input = std::string_view(input_).substr(taken_);
  if (input.size() < shortest_head) return std::nullopt;
  const auto first = static_cast<unsigned char>(input[0]), second = static_cast<unsigned char>(input[1]);
  Frame frame{(first & 0x80) != 0, first & 0x70u, first & 0x0fu, (second & 0x80) != 0, second & 0x7fu};
  const std::size_t length_size = frame.size == 126 ? 2 : frame.size == 127 ? 8 : 0;
  const bool has_length = input.size() >= shortest_head + length_size;
  if (length_size > 0 && has_length) frame.size = big_endian(input, shortest_head, length_size);
  // A fault is told as soon as it shows, not when a payload that is not wanted has come.
  if (has_length || length_size == 0 || frame.is_control()) {
    if (auto fault = fault_of(frame)) return tl::unexpected(std::move(*fault));
  }
  if (!has_length) return std::nullopt;
  const std::size_t head_size = shortest_head + length_size + mask_size;
  if (input.size() < head_size + frame.size) return std::nullopt;
  frame.payload = input.substr(head_size, frame.size);
  for (std::size_t i = 0; i < frame.payload.size(); ++i) {
    frame.payload[i] = static_cast<char>(frame.payload[i] ^ input[head_size - mask_size + i % mask_size]);
  }
  taken_ += head_size + frame.size;
  return frame;
}

tl::expected<WebSocketEvent, WebSocketError> WebSocketReader::whole_message() {
  in_message_ = false;
  using Kind = WebSocketEvent::Kind;
  WebSocketEvent event{is_text_ ? Kind::text : Kind::binary, std::exchange(message_, {})};
  if (is_text_ && !is_utf8(event.bytes)) return break_off(close_with::not_utf8, "the text is not UTF-8");
  return event;
}

tl::expected<std::optional<WebSocketEvent>, WebSocketError> WebSocketReader::next() {
  while (true) {
    auto taken = take_frame();
    if (!taken) return tl::unexpected(taken.error());
    if (!*taken) return std::nullopt;
    Frame& frame = **taken;
    switch (frame.opcode) {
      case ping:
        return WebSocketEvent{WebSocketEvent::Kind::ping, std::move(frame.payload)};
      case pong:
        return WebSocketEvent{WebSocketEvent::Kind::pong, std::move(frame.payload)};
      case close:
        return read_close(frame.payload);
      default:
        break;
    }
    if (frame.opcode != continuation) is_text_ = frame.opcode == text;
    in_message_ = true;
    message_ += frame.payload;
    if (frame.is_last) return whole_message();
  }
}

std::string text_frame(std::string_view payload) {
  return frame(text, payload);
}

std::string binary_frame(std::string_view bytes) {
  return frame(binary, bytes);
}

std::string ping_frame() {
  return frame(ping, {});
}

std::string pong_frame(std::string_view payload) {
  return frame(pong, payload);
}

std::string close_frame(std::uint16_t code, std::string_view reason) {
  if (code == 0) return frame(close, {});
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  payload += reason.substr(0, longest_control - payload.size());
  return frame(close, payload);
}

bool asks_for_web_socket(const HttpRequest& request) {
  return request.header_has("upgrade", "websocket") && request.header_has("connection", "upgrade");
}

tl::expected<std::string, HttpError> accept_web_socket(const HttpRequest& request) {
  const auto refuse = [](int status, std::string text) {
    return tl::unexpected<HttpError>(HttpError{status, std::move(text)});
  };
  if (request.method != "GET" || !request.keeps_alive || request.has_body) {
    return refuse(400, "a WebSocket is opened by GET of HTTP/1.1, without a body");
  }
  if (request.header("sec-websocket-version") != "13")
    return refuse(426, "only version 13 of WebSocket is spoken");
  const auto key = request.header("sec-websocket-key");
  if (!is_key(key)) return refuse(400, "Sec-WebSocket-Key is not sixteen bytes in base 64");
  constexpr std::string_view guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  const auto digest = sha1(key + std::string(guid));
  std::string head =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
      "Upgrade\r\nSec-WebSocket-Accept: " +
      base64(digest) + "\r\n";
  if (const auto name = subprotocol_for(request); !name.empty()) {
    head += "Sec-WebSocket-Protocol: " + std::string(name) + "\r\n";
  }
  return head + "\r\n";
}

bool is_utf8(std::string_view text) {
  const auto byte_at = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned first = byte_at(i);
    const std::size_t size = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
    if (size == 0) return false;
    for (std::size_t j = 1; j < size; ++j) {
      if ((byte_at(i + j) & 0xc0) != 0x80) return false;
    }
    // Overlong forms, surrogates, and what lies behind U+10FFFF.
    const unsigned second = byte_at(i + 1);
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
        (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) {
      return false;
    }
    i += size;
  }
  return true;
}

}  // namespace aeolian
