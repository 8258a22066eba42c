#include "apps/training/part_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "fovea/core/error.h"

namespace fovea::apps {

namespace {

bool names_part(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

double rate_of(const std::string& text) {
  double rate = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), rate);
  const bool number = fault == std::errc() && end == text.data() + text.size();
  if (!number || !(rate > 0) || !std::isfinite(rate)) {
    throw Error("'{}' is not a number above 0", text);
  }
  return rate;
}

// Calls take(part, text) for each word; no part may come twice.
template <typename Take>
void each_word(const std::vector<std::string>& words, const Take& take) {
  std::vector<std::string> parts;
  for (const std::string& word : words) {
    PartWord piece = part_word(word);
    if (std::ranges::count(parts, piece.part)) {
      if (!piece.part.empty()) throw Error("'{}' says again what '{}' is", word, piece.part);
      throw Error("'{}' is one too many: of several each has its part in front, as generator={}",
                  word, word);
    }
    parts.push_back(piece.part);
    take(piece);
  }
}

}  // namespace

PartWord part_word(const std::string& word) {
  const size_t end = word.find('=');
  std::error_code ignored;
  if (end == std::string::npos || end == 0 ||
      !std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(end), names_part) ||
      std::filesystem::exists(word, ignored)) {
    return {"", word};
  }
  return {word.substr(0, end), word.substr(end + 1)};
}

PartTexts part_texts(const std::vector<std::string>& words, const std::string& all) {
  PartTexts texts{all};
  each_word(words, [&](const PartWord& word) {
    (word.part.empty() ? texts.all : texts.own[word.part]) = word.text;
  });
  return texts;
}

PartRates part_rates(const std::vector<std::string>& words) {
  PartRates rates;
  each_word(words, [&](const PartWord& word) {
    if (word.part.empty()) {
      rates.all = rate_of(word.text);
    } else {
      rates.own[word.part] = rate_of(word.text);
    }
  });
  return rates;
}

const std::string& PartTexts::of(const std::string& part) const {
  const auto entry = own.find(part);
  return entry == own.end() ? all : entry->second;
}

std::string option_text(const nlohmann::ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object()) return value.dump();
  std::string line;
  for (const auto& [part, text] : value.items()) {
    line += fmt::format("{}{}={}", line.empty() ? "" : " ", part, option_text(text));
  }
  return line;
}

std::string str(const PartTexts& texts) { return option_text(texts); }

void to_json(nlohmann::ordered_json& json, const PartTexts& texts) {
  if (texts.several()) {
    json = texts.own;
  } else {
    json = texts.all;
  }
}

void from_json(const nlohmann::ordered_json& json, PartTexts& texts) {
  texts = {};
  if (json.is_object()) {
    json.get_to(texts.own);
  } else {
    json.get_to(texts.all);
  }
}

void to_json(nlohmann::ordered_json& json, const PartRates& rates) {
  if (rates.all) {
    json = *rates.all;
  } else {
    json = rates.own;
  }
}

void from_json(const nlohmann::ordered_json& json, PartRates& rates) {
  rates = {};
  if (json.is_object()) {
    json.get_to(rates.own);
  } else {
    rates.all = json.get<double>();
  }
}

}  // namespace fovea::apps
