// One line of JSON on stdout.
#pragma once

#include <fmt/core.h>

#include <cstdio>
#include <nlohmann/json.hpp>

namespace fovea::apps {

/// Names from foreign files may not be UTF-8: wrong bytes become U+FFFD.
inline void print_json(const nlohmann::ordered_json& line) {
  fmt::print("{}\n", line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  std::fflush(stdout);
}

}  // namespace fovea::apps
