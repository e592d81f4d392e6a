// SPDX-License-Identifier: GPL-3.0-or-later
#include <zlib.h>

#include <boost/property_tree/xml_parser.hpp>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "tests/protocols/layouts/layout.h"
#include "tests/protocols/layouts/touchosc_file.h"

namespace aeolian {
namespace {

using boost::property_tree::ptree;

std::string inflated(const std::string& packed) {
  std::string text(std::size_t{16} << 20, '\0');
  auto size = static_cast<uLongf>(text.size());
  if (uncompress(reinterpret_cast<Bytef*>(text.data()), &size, reinterpret_cast<const Bytef*>(packed.data()),
                 static_cast<uLong>(packed.size())) != Z_OK)
    throw std::runtime_error("the layout is not compressed by zlib, or damaged");
  text.resize(size);
  return text;
}

LayoutArgument argument_of(const ptree& partial) {
  const std::string conversion = partial.get<std::string>("conversion");
  LayoutArgument argument;
  argument.type = conversion == "STRING" ? 's' : conversion == "INTEGER" ? 'i' : 'f';
  const std::string type = partial.get<std::string>("type");
  if (type == "CONSTANT") {
    argument.constant = partial.get<std::string>("value");
  } else if (argument.type == 's') {
    argument.kind = LayoutArgument::Kind::text;
  } else {
    argument.kind = LayoutArgument::Kind::number;
    argument.low = partial.get<double>("scaleMin");
    argument.high = partial.get<double>("scaleMax");
    argument.middle = (argument.low + argument.high) / 2.;
  }
  return argument;
}

LayoutMessage message_of(const ptree& osc) {
  LayoutMessage message;
  for (const auto& [tag, partial] : osc.get_child("path")) message.path += partial.get<std::string>("value");
  message.path = below_prefix(message.path);
  message.sends = osc.get<bool>("enabled") && osc.get<bool>("send") && osc.count("triggers") != 0;
  message.receives = osc.get<bool>("enabled") && osc.get<bool>("receive");
  if (const auto arguments = osc.get_child_optional("arguments")) {
    for (const auto& [tag, partial] : *arguments) message.arguments.push_back(argument_of(partial));
  }
  return message;
}

void add_messages(const ptree& node, Layout& layout) {
  if (const auto messages = node.get_child_optional("messages")) {
    for (const auto& [tag, osc] : *messages) layout.messages.push_back(message_of(osc));
  }
  if (const auto children = node.get_child_optional("children")) {
    for (const auto& [tag, child] : *children) add_messages(child, layout);
  }
}

std::set<std::string> found(const std::string& text, const std::regex& pattern) {
  std::set<std::string> all;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match)
    all.insert((*match)[1]);
  return all;
}

}  // namespace

ptree touchosc_document() {
  std::ifstream file(AEOLIAN_TOUCHOSC, std::ios::binary);
  std::istringstream xml(inflated({std::istreambuf_iterator<char>(file), {}}));
  ptree document;
  read_xml(xml, document);
  return document;
}

std::string touchosc_property(const ptree& node, const std::string& key) {
  for (const auto& [tag, property] : node.get_child("properties")) {
    if (property.get<std::string>("key") == key) return property.get<std::string>("value");
  }
  return {};
}

Layout touchosc_layout() {
  const auto document = touchosc_document();
  const auto& root = document.get_child("lexml.node");
  Layout layout;
  layout.script = touchosc_property(root, "script");
  layout.asked = found(layout.script, std::regex(R"(ask\('(/[a-z/]+)'\))"));
  layout.asked.merge(found(layout.script, std::regex(R"(sendOSC\('/aeolian(/[a-z/]+)')")));
  layout.handled = found(layout.script, std::regex(R"(\['(/[a-z/.]+)'\])"));
  for (const auto& list : found(layout.script, std::regex(R"(follow\('(/[a-z/]+)')"))) {
    for (const std::string part : {"/start", "/name", "/more", "/end"}) layout.handled.insert(list + part);
  }
  add_messages(root, layout);
  return layout;
}

}  // namespace aeolian
