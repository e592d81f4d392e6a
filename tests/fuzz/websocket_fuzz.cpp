// Whatever a client sends, in whatever pieces, is read the same, breaks no bound, and an answer to it is in
// order. The first byte chooses what the rest is: a stream of WebSocket frames, or an HTTP request; the
// second how it is cut.
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "protocols/osc/packet.h"
#include "protocols/oscquery/http_response.h"
#include "protocols/oscquery/http_rules.h"
#include "protocols/oscquery/listen_command.h"
#include "protocols/oscquery/web_socket.h"
#include "tests/fuzz/require.h"

namespace {

using namespace aeolian;

constexpr std::size_t most = 1000;  ///< bytes a message

struct Read {
  std::vector<WebSocketEvent> events;
  std::uint16_t error = 0;
};

Read read_frames(std::string_view bytes, std::size_t piece) {
  WebSocketReader reader(most);
  Read result;
  while (!bytes.empty()) {
    reader.push(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    while (true) {
      auto next = reader.next();
      if (!next) {
        result.error = next.error().code;
        return result;
      }
      if (!*next) break;
      result.events.push_back(std::move(**next));
    }
  }
  return result;
}

/** As the server takes it. */
void take(const WebSocketEvent& event) {
  using Kind = WebSocketEvent::Kind;
  require(event.bytes.size() <= most, "a message that is too long");
  switch (event.kind) {
    case Kind::text: {
      require(is_utf8(event.bytes), "a text that is not UTF-8");
      const auto command = parse_listen_command(event.bytes);
      require(command || !command.error().message.empty(), "a refusal without a reason");
      break;
    }
    case Kind::binary:
      (void)parse_osc_packet(std::as_bytes(std::span(event.bytes.data(), event.bytes.size())));
      break;
    default:
      require(event.bytes.size() <= 125, "a control frame that is too long");
      require(pong_frame(event.bytes).size() == event.bytes.size() + 2, "a pong of another length");
  }
}

void frames(std::string_view bytes, std::size_t piece) {
  const auto whole = read_frames(bytes, bytes.size() + 1), cut = read_frames(bytes, piece);
  require(whole.error == cut.error && whole.events.size() == cut.events.size(),
          "pieces are read as something else");
  for (std::size_t i = 0; i < whole.events.size(); ++i) {
    require(whole.events[i].bytes == cut.events[i].bytes && whole.events[i].kind == cut.events[i].kind,
            "pieces are read as something else");
    take(whole.events[i]);
  }
  require(whole.error == 0 || whole.error == 1002 || whole.error == 1007 || whole.error == 1009,
          "a code that says nothing");
}

void answer(const HttpRequest& request) {
  require(
      request.path.empty() || request.path[0] == '/' || request.path == "*" || request.method == "CONNECT",
      "a path that begins with something else");
  const WebAccess access{"studio", {"a.example"}, {"https://b.example"}};
  const auto settled = answer_by_rule(request, access, false);
  if (settled) {
    const auto head = response_head(*settled, request.keeps_alive, {});
    require(head.find("\r\n\r\n") == head.size() - 4, "a head that ends in its middle");
  }
  if (!settled && asks_for_web_socket(request)) {
    const auto opened = accept_web_socket(request);
    require(!opened || opened->find("\r\n\r\n") == opened->size() - 4, "a head that ends in its middle");
    require(opened || (opened.error().status >= 400 && opened.error().status < 500),
            "a refusal that is none");
  }
}

void request(std::string_view bytes, std::size_t piece) {
  const auto whole = read_request(bytes);
  if (!whole) {
    require(whole.error().status >= 400 && !whole.error().text.empty(), "a refusal that is none");
  } else if (*whole) {
    require((*whole)->size <= bytes.size(), "more was read than there is");
    const auto alone = read_request(bytes.substr(0, (*whole)->size));
    require(alone && *alone && (*alone)->request.headers == (*whole)->request.headers,
            "what follows is read as well");
    answer((*whole)->request);
  } else {
    require(bytes.size() <= max_request_head_size, "a head without an end");
  }
  // A beginning is awaited, or refused as the whole is.
  const auto part = read_request(bytes.substr(0, piece));
  require(part || !whole || part.error().status == 414 || part.error().status == 431,
          "a beginning is refused alone");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t piece = data[1] % 64 + 1u;
  data[0] % 2 == 0 ? frames(rest, piece) : request(rest, piece);
  return 0;
}
