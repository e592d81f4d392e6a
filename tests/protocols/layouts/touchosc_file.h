// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/property_tree/ptree.hpp>
#include <string>

namespace aeolian {

/** The XML of the TouchOSC layout; throws if the file is damaged. */
boost::property_tree::ptree touchosc_document();
/** The property `key` of a node, as text; empty = it has none. */
std::string touchosc_property(const boost::property_tree::ptree& node, const std::string& key);

}  // namespace aeolian
