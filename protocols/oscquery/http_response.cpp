#include "protocols/oscquery/http_response.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <string_view>

namespace aeolian {
namespace {

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 414:
      return "URI Too Long";
    case 426:
      return "Upgrade Required";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return status < 500 ? "Refused" : "Internal Server Error";
  }
}

}  // namespace

std::string response_head(const HttpAnswer& answer, bool keeps_alive,
                          std::chrono::system_clock::time_point now) {
  std::string head =
      "HTTP/1.1 " + std::to_string(answer.status) + ' ' + std::string(reason_of(answer.status));
  const auto add = [&head](std::string_view name, std::string_view value) {
    head.append("\r\n").append(name).append(": ").append(value);
  };
  add("date", http_date(now));
  add("server", "aeolian");
  if (answer.status != 204) {
    add("content-type", answer.type);
    add("content-length", std::to_string(answer.body.size()));
    add("x-content-type-options", "nosniff");
  }
  add("cache-control", "no-store");
  for (const auto& [name, value] : answer.headers) add(name, value);
  if (!keeps_alive) add("connection", "close");
  return head + "\r\n\r\n";
}

std::string http_date(std::chrono::system_clock::time_point time) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 64> text{};
  const int size = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                 days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                                 months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900,
                                 utc.tm_hour, utc.tm_min, utc.tm_sec);
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace aeolian
