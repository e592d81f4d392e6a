#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "protocols/oscquery/http_request.h"

namespace aeolian {

/** Codes with which a WebSocket closes (RFC 6455, 7.4.1). */
namespace web_socket_close {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t not_utf8 = 1007;
inline constexpr std::uint16_t too_big = 1009;
}  // namespace web_socket_close

/** What a client sent: a whole message, put together from its fragments, or a control frame. */
struct WebSocketEvent {
  enum class Kind { text, binary, ping, pong, close };
  Kind kind;
  std::string bytes;       ///< of a message or a ping; of a close the reason
  std::uint16_t code = 0;  ///< of a close; 0 = none was given
};

/** Why a connection must be closed, and the code to say so with. */
struct WebSocketError {
  std::uint16_t code;
  std::string text;
};

/**
 * Reads what a client sends over a WebSocket (RFC 6455, 5), in whatever pieces it comes. Frames without a
 * mask, with reserved bits or opcodes, control frames that are long or fragmented, text that is not UTF-8 and
 * messages longer than `max_message_size` are errors, after which nothing more is read. Holds one message and
 * one frame at most. One thread at a time.
 */
class WebSocketReader {
 public:
  explicit WebSocketReader(std::size_t max_message_size) : max_message_size_(max_message_size) {}

  void push(std::string_view bytes);
  /** The next message or control frame; nothing until more bytes have come. */
  tl::expected<std::optional<WebSocketEvent>, WebSocketError> next();

 private:
  struct Frame;
  tl::expected<std::optional<Frame>, WebSocketError> take_frame();
  std::optional<WebSocketError> fault_of(const Frame& frame) const;
  tl::expected<WebSocketEvent, WebSocketError> whole_message();

  const std::size_t max_message_size_;
  std::string input_;
  std::size_t taken_ = 0;  ///< bytes of the input that have been read
  std::string message_;    ///< the fragments so far
  bool in_message_ = false;
  bool is_text_ = false;
};

/** A frame from the server, whole and unmasked. */
std::string text_frame(std::string_view text);
std::string binary_frame(std::string_view bytes);
std::string ping_frame();
std::string pong_frame(std::string_view payload);
/** `code` 0 = without a code; `reason` is cut where a control frame ends. */
std::string close_frame(std::uint16_t code, std::string_view reason = {});

/** Whether `request` asks for a WebSocket, in order or not. */
bool asks_for_web_socket(const HttpRequest& request);

/**
 * The head of the response that opens the WebSocket (RFC 6455, 4.2), or the refusal. Of the subprotocols that
 * the client offers, "oscquery" and "osc" are taken; a client that offers others alone is served without any.
 */
tl::expected<std::string, HttpError> accept_web_socket(const HttpRequest& request);

/** Whether `text` is well-formed UTF-8 (RFC 3629). */
bool is_utf8(std::string_view text);

}  // namespace aeolian
