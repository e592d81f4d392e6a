// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/page/page.h"

#include <span>
#include <string_view>
#include <utility>

#include "core/atomic_file.h"
#include "trainer/cli/format.h"
#include "trainer/page/page_text.h"
#include "trainer/page/svg.h"

namespace aeolian::trainer {
namespace {

constexpr FileKind page_kind{"a page of aeolian", [](std::string_view beginning) {
                               return beginning.starts_with("<!doctype html>") &&
                                      beginning.find(" · Aeolian</title>") != beginning.npos;
                             }};

}  // namespace

std::string make_html_page(const std::string& title, const std::string& content) {
  const std::string name = escaped(title);
  const std::pair<std::string_view, std::string_view> parts[] = {{"{{title}}", name},
                                                                 {"{{style}}", page_text::style},
                                                                 {"{{content}}", content},
                                                                 {"{{script}}", page_text::script}};
  std::string page;
  std::string_view rest = page_text::frame;
  for (const auto& [place, text] : parts) {
    const auto at = rest.find(place);
    page += rest.substr(0, at);
    page += text;
    rest.remove_prefix(at + place.size());
  }
  page += rest;
  return page;
}

std::string seconds_in_words(double seconds) {
  return seconds < 120 ? format("%.0f seconds", seconds) : format("%.0f minutes", seconds / 60);
}

ErrorOr<void> check_page_path(const std::filesystem::path& path) {
  return output_path(path, page_kind).map([](const auto&) {});
}

ErrorOr<void> write_html_page(const std::filesystem::path& path, const std::string& page) {
  auto file = AtomicFile::create(path, page_kind);
  if (!file) return fail(file.error().message);
  if (auto written = file->write(std::as_bytes(std::span(page))); !written) return written;
  return file->commit();
}

}  // namespace aeolian::trainer
